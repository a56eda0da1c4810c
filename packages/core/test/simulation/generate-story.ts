import { SeededRandom } from './seeded-random.ts'
import type {
  ConfigEdit,
  DestinationKind,
  FaultKind,
  FaultRates,
  RowChange,
  RowValues,
  RunAction,
  SourceFault,
  Story,
  StoryAction,
  StoryConfig,
} from './story.ts'

/** The highest rate of each fault; a schedule draws its own below that, for the faults that it has at all. */
const ratesMax: Readonly<Record<FaultKind, number>> = {
  refused: 0.3,
  'reset before': 0.2,
  'reset after': 0.2,
  'timeout before': 0.2,
  'timeout after': 0.2,
  slow: 0.5,
  doubled: 0.05,
  throttled: 0.5,
  'throttled by date': 0.2,
  'throttled badly': 0.3,
  'throttled silently': 0.3,
  failed: 0.3,
  'failed after': 0.3,
  unavailable: 0.2,
  empty: 0.05,
  'cut short': 0.05,
  'one verdict less': 0.05,
  'foreign verdict': 0.05,
  'verdict twice': 0.05,
  redirected: 0.02,
  unauthorized: 0.05,
  'throws before': 0.05,
  'throws after': 0.05,
  transient: 0.3,
  rejected: 0.3,
  'lookup fails': 0.2,
  'job lost': 0.1,
}

/** The schedule of a seed. */
export function generateStory(seed: number): Story {
  const random = new SeededRandom(`story ${seed}`)
  const isHalving = random.chance(0.04)
  const config = isHalving ? halvingConfig(random) : storyConfig(random)
  const actions = storyActions(random, config)
  return { seed, config, rates: isHalving ? {} : faultRates(random), actions, muted: [] }
}

/** Many records in one batch, a few of them bad, and nothing else that goes wrong on the wire. */
function halvingConfig(random: SeededRandom): StoryConfig {
  const config = storyConfig(random)
  const bad = Array.from({ length: random.int(1, 3) }, () => random.int(1, 30))
  const rows = Array.from({ length: 30 }, (_, index) => {
    const name = bad.includes(index + 1) ? 'bad 1' : `n${random.int(1, 999)}`
    return [index + 1, { name, score: random.int(0, 99) }] as const
  })
  return {
    ...config,
    kind: 'upsert',
    mode: 'upsert',
    atomicity: 'all-or-none',
    onAmbiguous: undefined,
    batchRecords: 40,
    requestBytesMax: undefined,
    requestsPer10s: undefined,
    guardRejectsMin: 1000,
    hasFilter: false,
    rows,
  }
}

function storyConfig(random: SeededRandom): StoryConfig {
  const kind = random.pick<DestinationKind>([
    'upsert',
    'upsert',
    'upsert',
    'upsert',
    'create',
    'append',
    'append-key',
    'append-key',
    'audience',
    'replace',
    'job',
  ])
  const rows = Array.from({ length: random.int(3, 30) }, (_, index) => {
    return [index + 1, rowValues(random)] as const
  })
  const isPlain = kind === 'upsert' || kind === 'job'
  const hasQuota = random.chance(0.2)
  const track = random.pick<StoryConfig['track']>(['values', 'values', 'fields', 'row'])
  const onAmbiguous = onAmbiguousOf(kind, random)
  return {
    kind,
    mode: modeOf(kind, random),
    // What is held is never halved: a bad record that its vendor does not name would hold the others for ever.
    atomicity: random.pick(
      (kind === 'upsert' || kind === 'audience') && onAmbiguous !== 'hold'
        ? ['verdicts', 'all-or-none', 'blind']
        : kind === 'job'
          ? ['verdicts']
          : ['verdicts', 'all-or-none'],
    ),
    track,
    sends: isPlain && track !== 'row' && random.chance(0.3) ? 'changed' : 'all',
    onAmbiguous,
    onChange: random.pick(['append', 'ignore']),
    duplicateKeys: random.pick(['fail', 'reject']),
    batchRecords: random.pick([1, 2, 4, 8, 40]),
    inFlight: random.pick([1, 2, 4]),
    requestBytesMax: random.chance(0.15) ? random.int(300, 900) : undefined,
    requestsPer10s: hasQuota ? random.int(2, 8) : undefined,
    guardRemovalsMin: random.pick([0, 1, 3]),
    guardRejectsMin: random.pick([5, 1000]),
    // Within less than a window next to nothing would be delivered.
    patienceMs: random.pick([hasQuota ? 60_000 : 5000, 60_000, 600_000]),
    keyLifetimeMs: random.pick([120_000, 3_600_000]),
    rows,
    present: rows.filter(() => random.chance(0.6)).map(([key]) => key),
    hasFilter: random.chance(0.2),
  }
}

function modeOf(kind: DestinationKind, random: SeededRandom): StoryConfig['mode'] {
  switch (kind) {
    case 'upsert':
      return random.pick(['upsert', 'mirror', 'mirror', 'mirror', 'update'])
    case 'job':
      return random.pick(['upsert', 'mirror'])
    case 'append-key':
      return 'append'
    default:
      return kind
  }
}

function onAmbiguousOf(kind: DestinationKind, random: SeededRandom): StoryConfig['onAmbiguous'] {
  switch (kind) {
    case 'upsert':
    case 'audience':
      return random.pick([undefined, undefined, 'hold', 'reconcile'])
    case 'create':
      return random.pick([undefined, 'hold'])
    case 'append-key':
      return random.pick([undefined, undefined, 'hold'])
    default:
      return undefined
  }
}

/** Names that start with `bad` are refused by the destination for ever. */
function rowValues(random: SeededRandom): RowValues {
  const name = random.chance(0.04)
    ? `bad ${random.int(1, 3)}`
    : random.chance(0.01)
      ? `poison ${random.int(1, 3)}`
      : random.chance(0.05)
        ? null
        : `n${random.int(1, 999)}`
  return { name, score: random.chance(0.1) ? null : random.int(0, 99) }
}

function faultRates(random: SeededRandom): FaultRates {
  // Swarm: some schedules have one fault and a lot of it, others a little of everything, some none.
  const share = random.pick([0, 0.1, 0.25, 0.5])
  const rates: Partial<Record<FaultKind, number>> = {}
  for (const [kind, rate] of Object.entries(ratesMax)) {
    const own = random.next() * rate
    if (random.chance(share)) rates[kind as FaultKind] = Math.round(own * 1000) / 1000
  }
  return rates
}

function storyActions(random: SeededRandom, config: StoryConfig): readonly StoryAction[] {
  const workers = random.pick([1, 1, 1, 2, 3])
  const keysMax = config.rows.length + 4
  const actions: StoryAction[] = []
  const runs = random.int(1, 3)
  for (let id = 1; id <= runs; id++) {
    if (id > 1) actions.push(...betweenRuns(random, keysMax, workers))
    actions.push(
      ...(random.chance(0.12)
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

function rowChanges(random: SeededRandom, keysMax: number): readonly RowChange[] {
  const key = () => random.int(1, keysMax)
  if (random.chance(0.04)) return [{ do: 'clear' }]
  if (random.chance(0.08)) {
    return Array.from({ length: random.int(3, keysMax) }, () => ({ do: 'remove', key: key() }))
  }
  const changes = Array.from({ length: random.int(1, 8) }, (): RowChange => {
    const draw = random.next()
    if (draw < 0.5) return { do: 'set', key: key(), values: rowValues(random) }
    // Back to what it was: the destination may have what came between.
    if (draw < 0.68) return { do: 'revert', key: key() }
    if (draw < 0.88) return { do: 'remove', key: key() }
    if (draw < 0.95) return { do: 'swap', keys: [key(), key()] }
    if (draw < 0.97) return { do: 'twin', key: key(), values: rowValues(random) }
    return draw < 0.985 ? { do: 'nullKey' } : { do: 'mend' }
  })
  return changes
}
