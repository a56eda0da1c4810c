import type { RowValues, RunAction, Story, StoryConfig } from './story.ts'

/** A story that broke a promise once. */
export interface Regression {
  /** What was wrong. */
  readonly about: string
  readonly story: Story
}

const config: StoryConfig = {
  kind: 'upsert',
  mode: 'mirror',
  atomicity: 'verdicts',
  track: 'values',
  sends: 'all',
  onAmbiguous: undefined,
  onChange: 'ignore',
  duplicateKeys: 'fail',
  batchRecords: 8,
  inFlight: 1,
  requestBytesMax: undefined,
  requestsPer10s: undefined,
  guardRemovalsMin: 100,
  guardRejectsMin: 1000,
  patienceMs: 60_000,
  keyLifetimeMs: 3_600_000,
  tokenMs: undefined,
  visibleAfterMs: 0,
  rows: rowsOf(8),
  present: [],
  hasFilter: false,
}

function rowsOf(count: number, name = 'n'): readonly (readonly [number, RowValues])[] {
  return Array.from({ length: count }, (_, index) => {
    return [index + 1, { name: `${name}${index + 1}`, score: index }]
  })
}

function run(id: number, more: Partial<RunAction> = {}): RunAction {
  return { do: 'run', id, worker: 1, leaseWaitMs: 45_000, ...more }
}

/** Played in every test run. Seeds mean other stories when the generator changes; these stay. */
export const regressions: readonly Regression[] = [
  {
    about: 'a halved batch while every slot is taken made the run spin for ever',
    story: {
      seed: 1,
      config: {
        ...config,
        atomicity: 'all-or-none',
        rows: [...rowsOf(7), [8, { name: 'bad 1', score: 0 }]],
      },
      rates: {},
      actions: [run(1)],
      muted: [],
    },
  },
  {
    about: 'the gateway sent a held write again because it carried a key that the vendor ignores',
    story: {
      seed: 1,
      config: { ...config, kind: 'append', mode: 'append', rows: rowsOf(1) },
      rates: { 'reset after': 1 },
      actions: [run(1)],
      muted: [],
    },
  },
  {
    about: 'a later attempt that was refused made an unanswered one forgotten, and its key with it',
    story: {
      seed: 1,
      config: { ...config, kind: 'append-key', mode: 'append', rows: rowsOf(1) },
      rates: { refused: 1, 'reset after': 1 },
      actions: [run(1)],
      // The first request is applied and never answered, all others do not get through.
      muted: ['refused @ run 1//write/append/1'],
    },
  },
  {
    about: 'a change that was taken back in the source stayed at the destination',
    story: {
      seed: 1,
      config: { ...config, rows: rowsOf(1) },
      rates: { refused: 1, 'reset after': 1 },
      actions: [
        run(1),
        { do: 'change', changes: [{ do: 'set', key: 1, values: { name: 'new', score: 9 } }] },
        run(2),
        { do: 'change', changes: [{ do: 'revert', key: 1 }] },
      ],
      muted: ['reset after', 'refused']
        .map((kind) => `${kind} @ run 1//write/upsert/1`)
        .concat('refused @ run 2//write/upsert/1'),
    },
  },
  {
    about:
      'a held change that was taken back in the source stayed at the destination, and nobody was told',
    story: {
      seed: 1,
      config: { ...config, onAmbiguous: 'hold', rows: rowsOf(1) },
      rates: { 'reset after': 1 },
      actions: [
        run(1),
        { do: 'change', changes: [{ do: 'set', key: 1, values: { name: 'new', score: 9 } }] },
        run(2),
        { do: 'change', changes: [{ do: 'revert', key: 1 }] },
      ],
      muted: ['reset after @ run 1//write/upsert/1'],
    },
  },
  {
    about: 'so did one that was rejected when it was sent again',
    story: {
      seed: 1,
      config: { ...config, rows: rowsOf(1) },
      rates: { 'reset after': 1, rejected: 1 },
      actions: [
        run(1),
        { do: 'change', changes: [{ do: 'set', key: 1, values: { name: 'new', score: 9 } }] },
        run(2),
        { do: 'change', changes: [{ do: 'revert', key: 1 }] },
      ],
      // The second write is applied and not answered; from the third on it is rejected.
      muted: ['rejected @ record 1/0/1', 'rejected @ record 1/0/2'].concat(
        ['1//write/upsert/1', '2//write/upsert/2'].map((place) => `reset after @ run ${place}`),
      ),
    },
  },
  {
    about: 'a job that could not be asked about was asked for a second time, in halves',
    story: {
      seed: 1,
      config: { ...config, kind: 'job', mode: 'upsert', rows: rowsOf(4) },
      rates: { failed: 1 },
      actions: [run(1)],
      muted: ['failed @ run 1//jobs/upsert/1'],
    },
  },
  // Around the place between the request and its answer.
  ...[48, 50].map((crashAt) => ({
    about: `so did one that was held because its process had died (effect ${crashAt})`,
    story: {
      seed: 1,
      config: { ...config, onAmbiguous: 'hold', rows: rowsOf(1) } as const,
      rates: {},
      actions: [
        run(1),
        {
          do: 'change',
          changes: [{ do: 'set', key: 1, values: { name: 'new', score: 9 } }],
        } as const,
        run(2, { crashAt }),
        { do: 'change', changes: [{ do: 'revert', key: 1 }] } as const,
      ],
      muted: [],
    },
  })),
  {
    about: 'a run that waited took the lease from another that had only just taken it',
    story: {
      seed: 1,
      config: { ...config, batchRecords: 1 },
      rates: { slow: 1 },
      actions: [
        run(1, { worker: 3, crashAt: 20 }),
        run(2, { worker: 1, overlapMs: 1000 }),
        run(3, { worker: 2 }),
      ],
      muted: [],
    },
  },
  // Around the place between the intent and the first byte, wherever it is by now.
  ...[40, 42, 43, 44, 45, 46, 48].map((pauseAt) => ({
    about: `a process that had stood still sent what somebody else had sent meanwhile (effect ${pauseAt})`,
    story: {
      seed: 1,
      config,
      rates: {},
      actions: [run(1, { pauseAt, pauseMs: 90_000, overlapMs: 1000 }), run(2, { worker: 2 })],
      muted: [],
    },
  })),
  // Around the place where the plan is written, wherever it is by now.
  ...[28, 30, 31, 32, 33, 34, 36].map((pauseAt) => ({
    about: `a worker stood still, and wrote its plan after another one had let its run go and failed (effect ${pauseAt})`,
    story: {
      seed: 1,
      config: { ...config, hasFilter: true, rows: rowsOf(2) },
      rates: {},
      actions: [
        run(1),
        run(2, { pauseAt, pauseMs: 90_000, overlapMs: 1000 }),
        { do: 'edit', edit: 'score as text' },
        run(3, { worker: 2 }),
      ] as const,
      muted: [],
    },
  })),
]
