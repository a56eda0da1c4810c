import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createLearnedLimiter,
  type LearnedLimit,
  type LearnedLimiter,
} from '../../src/limits/learned-limiter.ts'
import type { Wait } from '../../src/limits/wait.ts'
import type { Permit } from '../../src/limits/window-limiter.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const wait: Wait = {
  signal: new AbortController().signal,
  title: 'GET https://api.example.com/',
  endMs: Number.POSITIVE_INFINITY,
  count: () => {},
}

const create = (id: string, clock = virtualClock()): LearnedLimiter =>
  createLearnedLimiter(id, clock, ({ limit }) =>
    limit === undefined ? undefined : (JSON.parse(limit) as LearnedLimit),
  )

/** An answer comes that tells so much. */
function answer(permit: Permit | undefined, told?: LearnedLimit): void {
  permit?.learn?.(told === undefined ? {} : { limit: JSON.stringify(told) }, 0)
  permit?.answered(0)
}

/** Takes permits until one would have to wait. */
function takeFree(limiter: LearnedLimiter, most: number): Permit[] {
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

const minute = 60_000

test('an answer that is older than what others spent cannot raise what is left', async () => {
  const clock = virtualClock()
  const limiter = create('q', clock)
  const [first] = takeFree(limiter, 5)
  answer(first, { remaining: 10, resetMs: minute })
  const [older] = takeFree(limiter, 1)
  await clock.drive(clock.sleep(1), () => false)
  const [newer] = takeFree(limiter, 1)
  await clock.drive(clock.sleep(5), () => false)
  answer(newer, { remaining: 3, resetMs: minute })
  // Let go before that word came: its 9 is what was left earlier.
  answer(older, { remaining: 9, resetMs: minute })
  expect(takeFree(limiter, 20)).toHaveLength(2)
})

test('units that come back before the reset are spent, however many requests are under way', async () => {
  const clock = virtualClock()
  const limiter = create('q', clock)
  const [first] = takeFree(limiter, 1)
  answer(first, { remaining: 8, resetMs: minute })
  const underWay = takeFree(limiter, 4)
  let free = 3
  let [sent, spent] = [4, 4]
  // A window that slides: with each answer three units have come back.
  for (let round = 0; round < 20; round += 1) {
    await clock.drive(clock.sleep(1), () => false)
    free += 3
    answer(underWay.shift(), { remaining: free, resetMs: minute })
    const more = takeFree(limiter, 4 - underWay.length)
    underWay.push(...more)
    free -= more.length
    sent += more.length
    spent += 1
    expect(free).toBeGreaterThanOrEqual(0)
  }
  expect([sent, spent]).toEqual([24, 24])
})

test('what is told never lets more through than the vendor has, in whatever order it counts', () => {
  const kinds = fc.constantFrom('take', 'count', 'count', 'answer', 'answer', 'refill')
  const steps = fc.array(fc.tuple(kinds, fc.nat({ max: 9 })), { minLength: 50, maxLength: 200 })
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 12 }), (all, max) => {
      const limiter = create('q')
      let left = max
      const travelling: Permit[] = []
      const counted: { readonly permit: Permit; readonly remaining: number }[] = []
      for (const [kind, index] of all) {
        if (kind === 'take') travelling.push(...takeFree(limiter, 3))
        if (kind === 'refill') left += index
        if (kind === 'count' && travelling.length > 0) {
          left -= 1
          const [permit] = travelling.splice(index % travelling.length, 1) as [Permit]
          counted.push({ permit, remaining: left })
        }
        const [one] = kind === 'answer' ? counted.splice(index % (counted.length || 1), 1) : []
        if (one) answer(one.permit, { remaining: one.remaining, resetMs: minute })
        expect(left).toBeGreaterThanOrEqual(travelling.length)
      }
    }),
    { numRuns: 300 },
  )
})

test('a unit that never left is there for the next one; a permit ends once', () => {
  const limiter = create('q')
  const [untold] = takeFree(limiter, 5)
  untold?.giveBack()
  untold?.giveBack()
  const [first] = takeFree(limiter, 5)
  first?.sent(0)
  answer(first, { remaining: 1, resetMs: minute })
  first?.answered(0)
  const [last] = takeFree(limiter, 5)
  expect(takeFree(limiter, 5)).toHaveLength(0)
  last?.giveBack()
  expect(takeFree(limiter, 5)).toHaveLength(1)
})

test('answers that say nothing leave the requests free, and never undo what was told', () => {
  const silent = create('silent')
  answer(takeFree(silent, 1)[0])
  expect(takeFree(silent, 50)).toHaveLength(50)
  const told = create('told')
  const [first] = takeFree(told, 1)
  answer(first, { remaining: 3, resetMs: minute })
  answer(takeFree(told, 1)[0])
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
  const limiter = create('q', clock)
  const [first] = takeFree(limiter, 1)
  answer(first, { remaining: 0, resetMs: 1000, ...told })
  expect(takeFree(limiter, 9)).toHaveLength(0)
  await clock.drive(clock.sleep(1000), () => false)
  expect(takeFree(limiter, 9)).toHaveLength(free)
})

test('a wait for the reset beyond patience is refused with its length', async () => {
  const limiter = create('q')
  const [first] = takeFree(limiter, 1)
  answer(first, { remaining: 0, resetMs: 90_000 })
  await expect(limiter.take({ ...wait, endMs: minute })).rejects.toMatchObject({
    code: 'REV_HTTP_THROTTLED',
    afterMs: 90_000,
  })
})
