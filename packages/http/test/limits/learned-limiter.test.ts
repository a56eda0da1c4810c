import { expect, test } from 'vitest'
import { createLearnedLimiter } from '../../src/limits/learned-limiter.ts'
import type { Wait } from '../../src/limits/wait.ts'
import type { Permit } from '../../src/limits/window-limiter.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const wait: Wait = {
  signal: new AbortController().signal,
  title: 'GET https://api.example.com/',
  endMs: Number.POSITIVE_INFINITY,
  count: () => {},
}

/** Takes permits until one would have to wait. */
function takeFree(limiter: ReturnType<typeof createLearnedLimiter>, most: number): Permit[] {
  const taken: Permit[] = []
  const stop = new AbortController()
  while (taken.length < most) {
    const permit = limiter.take({ ...wait, signal: stop.signal })
    if (permit instanceof Promise) {
      permit.catch(() => {})
      break
    }
    taken.push(permit)
  }
  stop.abort(new Error('enough'))
  return taken
}

test('an answer that is older than the last word cannot raise what is left', async () => {
  const clock = virtualClock()
  const limiter = createLearnedLimiter('q', clock)
  const [first] = takeFree(limiter, 5)
  limiter.learn({ remaining: 10, resetMs: 60_000 }, 0)
  first?.answered(0)
  const [second, third] = takeFree(limiter, 2)
  await clock.drive(clock.sleep(5), () => false)
  limiter.learn({ remaining: 3, resetMs: 60_000 }, 1)
  second?.answered(5)
  // Sent before that word came: its 9 is what was left earlier.
  limiter.learn({ remaining: 9, resetMs: 60_000 }, 0)
  third?.answered(5)
  expect(takeFree(limiter, 20)).toHaveLength(2)
})

test('a unit that never left is there for the next one; a permit ends once', () => {
  const limiter = createLearnedLimiter('q', virtualClock())
  const [untold] = takeFree(limiter, 5)
  untold?.giveBack()
  untold?.giveBack()
  const [first] = takeFree(limiter, 5)
  first?.sent(0)
  limiter.learn({ remaining: 1, resetMs: 60_000 }, 0)
  first?.answered(0)
  first?.answered(0)
  const [last] = takeFree(limiter, 5)
  expect(takeFree(limiter, 5)).toHaveLength(0)
  last?.giveBack()
  expect(takeFree(limiter, 5)).toHaveLength(1)
})

test('answers that say nothing leave the requests free, and never undo what was told', () => {
  const clock = virtualClock()
  const silent = createLearnedLimiter('silent', clock)
  takeFree(silent, 1)[0]?.answered(0)
  silent.learn(undefined, 0)
  expect(takeFree(silent, 50)).toHaveLength(50)
  const told = createLearnedLimiter('told', clock)
  const [first] = takeFree(told, 1)
  told.learn({ remaining: 2, resetMs: 60_000 }, 0)
  first?.answered(0)
  told.learn(undefined, 0)
  expect(takeFree(told, 50)).toHaveLength(2)
})

test.each([
  { told: { limit: 5, windowMs: 10_000 }, free: 5 },
  { told: { limit: 5 }, free: 1 },
  { told: { windowMs: 10_000 }, free: 1 },
  { told: { limit: 0, windowMs: 10_000 }, free: 1 },
  { told: { limit: 5, windowMs: 0 }, free: 1 },
])('after the reset a window of %o lets $free through', async ({ told, free }) => {
  const clock = virtualClock()
  const limiter = createLearnedLimiter('q', clock)
  const [first] = takeFree(limiter, 1)
  limiter.learn({ remaining: 0, resetMs: 1000, ...told }, 0)
  first?.answered(0)
  expect(takeFree(limiter, 9)).toHaveLength(0)
  await clock.drive(clock.sleep(1000), () => false)
  expect(takeFree(limiter, 9)).toHaveLength(free)
})

test('a wait for the reset beyond patience is refused with its length', async () => {
  const limiter = createLearnedLimiter('q', virtualClock())
  const [first] = takeFree(limiter, 1)
  limiter.learn({ remaining: 0, resetMs: 90_000 }, 0)
  first?.answered(0)
  await expect(limiter.take({ ...wait, endMs: 60_000 })).rejects.toMatchObject({
    code: 'REV_HTTP_THROTTLED',
    afterMs: 90_000,
  })
})
