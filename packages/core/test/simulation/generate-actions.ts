import { rowChanges, rowValues } from './generate-rows.ts'
import type { SeededRandom } from './seeded-random.ts'
import type {
  ConfigEdit,
  RowChange,
  RunAction,
  SourceFault,
  StoryAction,
  StoryConfig,
} from './story.ts'

/** What happens in a schedule, one after another. */
export function storyActions(random: SeededRandom, config: StoryConfig): readonly StoryAction[] {
  const workers = random.pick([1, 1, 1, 2, 3])
  // Jobs have more places at which a death matters, and few schedules have jobs.
  const disasters = config.kind === 'job' ? 0.35 : 0.12
  const keysMax = config.rows.length + 4
  const actions: StoryAction[] = []
  const runs = random.int(1, 3)
  for (let id = 1; id <= runs; id++) {
    if (id > 1) actions.push(...betweenRuns(random, keysMax, workers))
    actions.push(
      ...(random.chance(disasters)
        ? disaster(random, id, keysMax)
        : [runAction(random, id, workers, keysMax)]),
    )
  }
  if (random.chance(0.5)) actions.push({ do: 'change', changes: rowChanges(random, keysMax) })
  return actions
}

function betweenRuns(random: SeededRandom, keysMax: number, workers: number): StoryAction[] {
  const actions: StoryAction[] = []
  const worker = random.int(1, workers)
  if (random.chance(0.8)) actions.push({ do: 'change', changes: rowChanges(random, keysMax) })
  if (random.chance(0.12)) actions.push({ do: 'edit', edit: random.pick(edits) })
  if (random.chance(0.1)) actions.push({ do: 'dry run', worker, id: random.int(1, 1e6) })
  if (random.chance(0.1)) {
    const jumpMs = random.pick([-86_400_000, -3_600_000, 300_000, 86_400_000])
    actions.push({ do: 'clock', jumpMs, worker })
  }
  if (random.chance(0.3)) {
    actions.push({ do: 'wait', ms: random.pick([90_000, 3_700_000, 90_000_000]) })
  }
  if (random.chance(0.05)) {
    const diesAt = random.int(1, 40)
    actions.push({ do: 'older state', ...(random.chance(0.7) ? { diesAt } : {}) })
  }
  if (random.chance(0.25)) actions.push({ do: 'resolve', worker })
  if (random.chance(0.1)) actions.push({ do: 'retry rejects', worker })
  if (random.chance(0.05)) {
    actions.push({ do: 'skip rejects', worker, keys: [random.int(1, keysMax)] })
  }
  return actions
}

/** What needs several things to come together: drawn on purpose, since chance alone seldom brings it about. */
function disaster(random: SeededRandom, id: number, keysMax: number): StoryAction[] {
  const delivering = () => random.int(36, 80)
  const run = (place: number, more: Partial<RunAction>): RunAction => ({
    do: 'run',
    id: id * 100 + place,
    worker: 1,
    leaseWaitMs: 45_000,
    ...more,
  })
  // So much to send that it takes a while.
  const changes = Array.from({ length: 12 }, (): RowChange => {
    return { do: 'set', key: random.int(1, keysMax), values: rowValues(random) }
  })
  const much = { do: 'change', changes } as const
  const draw = random.next()
  if (draw < 0.5) {
    // A process that stands still for longer than its lease lives, while another takes over.
    const pauseMs = random.pick([45_000, 90_000, 200_000])
    return [
      much,
      run(1, { pauseAt: delivering(), pauseMs, overlapMs: random.pick([300, 1000]) }),
      ...(random.chance(0.3)
        ? [{ do: 'clock', worker: 1, jumpMs: random.pick([-3_600_000, 86_400_000]) } as const]
        : []),
      ...(random.chance(0.3) ? [{ do: 'edit', edit: random.pick(edits) } as const] : []),
      run(2, { worker: 2 }),
    ]
  }
  // One death after another, the later ones in the recovery of the first.
  const wait = { do: 'wait', ms: random.pick([1000, 3_700_000]) } as const
  const first = run(1, { crashAt: delivering() })
  const again = Array.from({ length: random.int(1, 3) }, (_, index) =>
    run(index + 2, { crashAt: random.int(6, 40) }),
  )
  return [much, first, ...(random.chance(0.3) ? [wait] : []), ...again]
}

const edits: readonly ConfigEdit[] = [
  'map score',
  'unmap score',
  'reorder',
  'filter on',
  'filter off',
  'next track',
  'score as text',
  'score as number',
]

function runAction(random: SeededRandom, id: number, workers: number, keysMax: number): RunAction {
  const source = random.pick<SourceFault>([
    'breaks',
    'breaks at start',
    'ends without a word',
    'miscounts',
  ])
  const draws = {
    crash: random.chance(0.3),
    pause: random.chance(0.08),
    cancel: random.chance(0.07),
    source: random.chance(0.06),
    store: random.chance(0.08),
    engine: random.chance(0.04),
    confirm: random.chance(0.3),
    overlap: workers > 1 && random.chance(0.4),
    during: random.chance(0.1),
  }
  const changeDuring = rowChanges(random, keysMax)
  return {
    do: 'run',
    id,
    worker: random.int(1, workers),
    leaseWaitMs: random.pick([0, 45_000, 45_000, 45_000]),
    ...(draws.crash ? { crashAt: random.int(1, random.pick([60, 120, 250])) } : {}),
    ...(draws.pause
      ? { pauseAt: random.int(1, 120), pauseMs: random.pick([15_000, 45_000, 90_000]) }
      : {}),
    ...(draws.cancel ? { cancelAfterMs: random.int(1, random.pick([2000, 20_000])) } : {}),
    ...(draws.source ? { source } : {}),
    ...(draws.store
      ? {
          storeFailsAt: random.int(1, 40),
          storeFailures: random.pick([1, 1, 5, 1000]),
          storeFailsLate: random.chance(0.3),
        }
      : {}),
    ...(draws.engine ? { engineFailsAt: random.int(1, 40) } : {}),
    ...(draws.confirm ? { isConfirmed: true } : {}),
    ...(draws.overlap ? { overlapMs: random.pick([1, 50, 500, 5000]) } : {}),
    ...(draws.during ? { changeDuring } : {}),
  }
}
