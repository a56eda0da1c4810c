import { expect, test } from 'vitest'
import {
  asyncJob,
  ok,
  RevError,
  type AsyncJobSteps,
  type JobState,
  type Outcome,
} from '../../src/index.ts'
import { batchOf, contextOf, instantClock, notedCache, recordsOf } from './call.ts'

const batch = batchOf(recordsOf(2))
const cacheKey = 'job:contacts:upsert:key-1'

/** A vendor whose job goes through these states. */
function vendor(
  states: readonly (JobState | Error)[],
  steps: Partial<AsyncJobSteps<never, unknown>> = {},
) {
  const submitted: string[] = []
  const waiting = [...states]
  const write = asyncJob({
    submit: async () => {
      submitted.push('job-1')
      return 'job-1'
    },
    poll: async () => {
      const next = waiting.shift() ?? ({ state: 'running' } as const)
      if (next instanceof Error) throw next
      return next
    },
    results: async (_job, { changes }) => ({
      verdicts: changes.map(({ id }) => ({ at: id, outcome: (change) => ok(change) })),
    }),
    ...(steps as object),
  })
  return { write, submitted }
}
const statusesOf = (outcomes: readonly Outcome[]): unknown[] => outcomes.map(({ status }) => status)

test('submits, polls until done and settles the results', async () => {
  const clock = instantClock()
  const cache = notedCache()
  const { write, submitted } = vendor([
    { state: 'running' },
    { state: 'running', afterMs: 30 },
    { state: 'done' },
  ])
  expect(statusesOf(await write(batch, contextOf({ clock, cache })))).toEqual(['ok', 'ok'])
  expect(clock.slept).toEqual([2000, 30])
  expect(submitted).toHaveLength(1)
  expect(cache.entries.size).toBe(0)
})

test('the job’s id is durable before the first poll', async () => {
  const cache = notedCache()
  const seen: unknown[] = []
  const { write } = vendor([], {
    poll: async () => {
      seen.push(cache.entries.get(cacheKey))
      return { state: 'done' }
    },
  })
  await write(batch, contextOf({ cache }))
  expect(seen).toEqual(['job-1'])
})

test('an attempt with the same content resumes the job of a killed one', async () => {
  const cache = notedCache([[cacheKey, 'job-0']])
  const polled: string[] = []
  const { write, submitted } = vendor([], {
    poll: async (job) => {
      polled.push(job)
      return { state: 'done' }
    },
  })
  expect(statusesOf(await write(batch, contextOf({ cache })))).toEqual(['ok', 'ok'])
  expect(submitted).toEqual([])
  expect(polled).toEqual(['job-0'])
})

test('a job that outlasts patience is unknown, and resumed later', async () => {
  const cache = notedCache()
  const { write, submitted } = vendor([])
  const outcomes = await write(batch, contextOf({ cache }))
  expect(outcomes[0]).toMatchObject({ status: 'unknown', code: 'REV_HTTP_TIMEOUT' })
  expect(cache.entries.get(cacheKey)).toBe('job-1')
  await write(batch, contextOf({ cache }))
  expect(submitted).toHaveLength(1)
})

test.for<[string, JobState, string]>([
  ['a job that the vendor forgot', { state: 'gone' }, 'unknown'],
  [
    'a failed job that may have written',
    { state: 'failed', message: 'Oops.', wroteNothing: false },
    'unknown',
  ],
  [
    'a failed job that wrote nothing',
    { state: 'failed', message: 'Oops.', wroteNothing: true },
    'retry',
  ],
])('%s', async ([, state, status]) => {
  const cache = notedCache()
  const { write } = vendor([state])
  expect(statusesOf(await write(batch, contextOf({ cache })))).toEqual([status, status])
  expect(cache.entries.size).toBe(0)
})

test('after the submission no error means that nothing was applied', async () => {
  for (const delivery of ['not-sent', 'not-applied', 'auth', 'throttled', 'unknown'] as const) {
    const cache = notedCache()
    const { write } = vendor([new RevError('REV_HTTP_STATUS', 'No.', { delivery })])
    expect(statusesOf(await write(batch, contextOf({ cache })))).toEqual(['unknown', 'unknown'])
    expect(cache.entries.size).toBe(1)
  }
})

test.for<[string, readonly (JobState | Error)[], boolean | undefined]>([
  ['outlasts patience', [], true],
  [
    'cannot be asked about now',
    [new RevError('REV_HTTP_STATUS', 'No.', { delivery: 'unknown' })],
    true,
  ],
  [
    'the vendor will not tell of',
    [new RevError('REV_HTTP_STATUS', 'No.', { delivery: 'rejected' })],
    false,
  ],
  ['the vendor forgot', [{ state: 'gone' }], undefined],
])('whether it is under way is said of a job that %s', async ([, states, isUnderWay]) => {
  const cache = notedCache()
  const { write } = vendor(states)
  const [outcome] = await write(batch, contextOf({ cache }))
  expect(outcome).toMatchObject({ status: 'unknown' })
  expect((outcome as { isUnderWay?: boolean }).isUnderWay).toBe(isUnderWay)
  // Only with its handle can the same batch go on where this attempt stopped.
  expect(cache.entries.has(cacheKey)).toBe(isUnderWay === true)
})

test('a job whose handle cannot be kept is not under way for whoever comes next', async () => {
  const cache = { ...notedCache(), set: () => Promise.reject(new Error('disk full')) }
  const { write } = vendor([])
  expect(await write(batch, contextOf({ cache }))).toMatchObject([
    { status: 'unknown', isUnderWay: false },
    { status: 'unknown', isUnderWay: false },
  ])
})

test('an error of the submission itself keeps its class', async () => {
  const { write } = vendor([], {
    submit: async () => {
      throw new RevError('REV_HTTP_NOT_SENT', 'No.', { delivery: 'not-sent' })
    },
  })
  await expect(write(batch, contextOf())).rejects.toMatchObject({ delivery: 'not-sent' })
})

test('results that leave a record out leave it unknown', async () => {
  const { write } = vendor([{ state: 'done' }], {
    results: async () => ({ verdicts: [{ at: 'c0', outcome: (change) => ok(change) }] }),
  })
  expect(statusesOf(await write(batch, contextOf()))).toEqual(['ok', 'unknown'])
})

test('a job that has to be started is durable before it is', async () => {
  const cache = notedCache()
  const seen: unknown[] = []
  const { write } = vendor([{ state: 'done' }], {
    start: async (job) => void seen.push(job, cache.entries.get(cacheKey)),
  })
  expect(statusesOf(await write(batch, contextOf({ cache })))).toEqual(['ok', 'ok'])
  expect(seen).toEqual(['job-1', 'job-1'])
})

test('a job that a killed attempt has made and not started is started, and none is made besides', async () => {
  const cache = notedCache([[cacheKey, 'job-0']])
  const started: string[] = []
  const { write, submitted } = vendor([{ state: 'waiting' }, { state: 'done' }], {
    start: async (job) => void started.push(job),
  })
  expect(statusesOf(await write(batch, contextOf({ cache })))).toEqual(['ok', 'ok'])
  expect(started).toEqual(['job-0'])
  expect(submitted).toEqual([])
})

test('a job that was certainly not started is forgotten, and the error keeps its class', async () => {
  for (const states of [[], [{ state: 'waiting' }]] as const) {
    for (const delivery of ['rejected', 'throttled', 'auth', 'not-applied'] as const) {
      const cache = notedCache(states.length > 0 ? [[cacheKey, 'job-0']] : [])
      const { write } = vendor(states, {
        start: async () => {
          throw new RevError('REV_HTTP_STATUS', 'No.', { delivery })
        },
      })
      await expect(write(batch, contextOf({ cache }))).rejects.toMatchObject({ delivery })
      expect(cache.entries.size).toBe(0)
    }
  }
})

test('a job that may have been started is unknown and kept', async () => {
  for (const error of [
    new Error('Oops.'),
    new RevError('REV_HTTP_TIMEOUT', 'No answer.', { delivery: 'unknown' }),
  ]) {
    const cache = notedCache()
    const { write } = vendor([], { start: () => Promise.reject(error) })
    expect(statusesOf(await write(batch, contextOf({ cache })))).toEqual(['unknown', 'unknown'])
    expect(cache.entries.get(cacheKey)).toBe('job-1')
  }
})

test('a job that was not started because the run was stopped is kept', async () => {
  const cache = notedCache()
  const abort = new AbortController()
  const { write } = vendor([], {
    start: async () => {
      abort.abort()
      throw new RevError('REV_HTTP_NOT_SENT', 'Stopped.', { delivery: 'not-sent' })
    },
  })
  await expect(write(batch, contextOf({ cache, signal: abort.signal }))).rejects.toMatchObject({
    delivery: 'not-sent',
  })
  expect(cache.entries.get(cacheKey)).toBe('job-1')
})
