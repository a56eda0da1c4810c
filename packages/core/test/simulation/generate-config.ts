import { rowValues } from './generate-rows.ts'
import type { SeededRandom } from './seeded-random.ts'
import type { DestinationKind, StoryConfig } from './story.ts'

/** Many records in one batch, a few of them bad, and nothing else that goes wrong on the wire. */
export function halvingConfig(random: SeededRandom): StoryConfig {
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

/** The sync and the destination of a schedule. */
export function storyConfig(random: SeededRandom): StoryConfig {
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
  const isLookedUp = kind === 'create' || onAmbiguous === 'reconcile'
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
    // Ends within a long run, between two runs, or seldom.
    tokenMs: random.chance(0.3) ? random.pick([60_000, 120_000, 3_600_000]) : undefined,
    visibleAfterMs: isLookedUp ? random.pick([0, 0, 60_000, 300_000]) : 0,
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
