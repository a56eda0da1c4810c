import { expect, test } from 'vitest'
import { runOneByOne, untilEnded } from '../../src/sql/single-statements.ts'

const silent = () => undefined
const explained = (error: unknown) => new Error('explained', { cause: error })

/** A clock that goes on only while somebody sleeps. */
function sleepingClock() {
  let nowMs = 0
  const logged: string[] = []
  const clock = {
    now: () => nowMs,
    monotonicMs: () => nowMs,
    sleep: async (ms: number) => {
      nowMs += ms
    },
  }
  const debug = (message: string) => void logged.push(message)
  return { clock, log: { debug, info: silent, warn: silent, error: silent }, logged }
}

test('runs statements in their order, and none after one that failed', async () => {
  const ran: string[] = []
  const run = async (statement: string) => {
    ran.push(statement)
    if (statement === 'two') throw new Error('no')
  }
  const { signal } = new AbortController()
  await expect(
    runOneByOne(['one', 'two', 'three'], { signal, run, toError: explained }),
  ).rejects.toThrow('explained')
  expect(ran).toEqual(['one', 'two'])
})

test('a stop keeps the next statement back, and is what the failure is called', async () => {
  const stop = new AbortController()
  const ran: string[] = []
  const run = async (statement: string) => {
    ran.push(statement)
    stop.abort()
  }
  const ended = runOneByOne(['one', 'two'], { signal: stop.signal, run, toError: explained })
  await expect(ended).rejects.toMatchObject({ code: 'REV_RUN_CANCELLED' })
  expect(ran).toEqual(['one'])
})

test('waits until a statement has ended', async () => {
  const context = sleepingClock()
  let asked = 0
  await untilEnded(context, async () => ++asked === 3)
  expect(asked).toBe(3)
})

test('waits for a statement that never ends for five seconds', async () => {
  const context = sleepingClock()
  await untilEnded(context, async () => false)
  expect(context.clock.monotonicMs()).toBe(5000)
})

test('says in the log that nobody knows the end', async () => {
  const context = sleepingClock()
  await untilEnded(context, () => Promise.reject(new Error('gone')))
  expect(context.logged).toEqual(['Whether the statement has ended is not known: gone'])
})
