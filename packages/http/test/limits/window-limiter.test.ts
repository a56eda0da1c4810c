import { expect, test } from 'vitest'
import { createReleases } from '../../src/limits/releases.ts'
import type { Wait } from '../../src/limits/wait.ts'
import { createWindowLimiter, type WindowLimiter } from '../../src/limits/window-limiter.ts'
import { virtualClock, type VirtualClock } from '../support/virtual-clock.ts'

const perMs = 1000

const wait: Wait = {
  signal: new AbortController().signal,
  title: 'GET https://api.example.com/',
  endMs: Number.POSITIVE_INFINITY,
  count: () => {},
}

/** Takes one unit now, sends it, and answers it after `answerMs`. */
async function send(limiter: WindowLimiter, clock: VirtualClock, answerMs: number) {
  const permit = await limiter.take(1, wait)
  permit.sent(clock.monotonicMs())
  await clock.sleep(answerMs)
  permit.answered(clock.monotonicMs())
}

test('a window is idle before it is used, not while a unit is out, and again when the window is over', async () => {
  const clock = virtualClock()
  const limiter = createWindowLimiter('q', 3, perMs, clock)
  expect(limiter.isIdle).toBe(true)
  await clock.drive(send(limiter, clock, 10), () => false)
  expect(limiter.isIdle).toBe(false)
  await clock.drive(clock.sleep(2 * perMs), () => false)
  expect(limiter.isIdle).toBe(true)
})

test('a window whose units are waited for is not idle', async () => {
  const clock = virtualClock()
  const limiter = createWindowLimiter('q', 1, perMs, clock)
  await clock.drive(send(limiter, clock, 1), () => false)
  const waiting = Promise.resolve(limiter.take(1, wait))
  expect(limiter.isIdle).toBe(false)
  const permit = await clock.drive(waiting, () => false)
  permit.giveBack()
  expect(limiter.isIdle).toBe(true)
})

test('a unit that is given back is there at once, and a permit ends only once', async () => {
  const clock = virtualClock()
  const limiter = createWindowLimiter('q', 1, perMs, clock)
  const permit = await limiter.take(1, wait)
  permit.giveBack()
  permit.giveBack()
  permit.answered(0)
  const next = await limiter.take(1, wait)
  expect(clock.monotonicMs()).toBe(0)
  next.answered(0)
  next.answered(500)
  next.giveBack()
  const last = await clock.drive(Promise.resolve(limiter.take(1, wait)), () => false)
  // Counted from the first answer, since the last byte was never reported.
  expect(clock.monotonicMs()).toBeGreaterThanOrEqual(perMs)
  expect(clock.monotonicMs()).toBeLessThan(1.1 * perMs)
  last.giveBack()
})

test('the lower of two limits for one window holds, whoever names it', async () => {
  const clock = virtualClock()
  const limiter = createWindowLimiter('q', 10, perMs, clock)
  limiter.lowerTo(4)
  limiter.lowerTo(9)
  expect(limiter.max).toBe(4)
  const times: number[] = []
  const one = async () => {
    const permit = await limiter.take(1, wait)
    times.push(clock.monotonicMs())
    permit.sent(clock.monotonicMs())
    permit.answered(clock.monotonicMs())
  }
  await clock.drive(Promise.all(Array.from({ length: 6 }, one)), () => false)
  expect(times.filter((time) => time < perMs)).toHaveLength(4)
  expect(times.filter((time) => time >= perMs)).toHaveLength(2)
})

test('a wait is refused with its length where it goes beyond patience, whole windows included', async () => {
  const clock = virtualClock()
  const limiter = createWindowLimiter('day', 2, perMs, clock)
  for (let count = 0; count < 2; count++) await clock.drive(send(limiter, clock, 1), () => false)
  const impatient = { ...wait, endMs: clock.monotonicMs() + 500 }
  await expect(limiter.take(1, impatient)).rejects.toMatchObject({ code: 'REV_HTTP_THROTTLED' })
  const patient = { ...wait, endMs: clock.monotonicMs() + 1.5 * perMs }
  const stop = new AbortController()
  const first = Promise.resolve(limiter.take(2, { ...patient, signal: stop.signal }))
  await expect(limiter.take(2, patient)).rejects.toMatchObject({ delivery: 'throttled' })
  stop.abort(new Error('stop'))
  await expect(first).rejects.toThrow('stop')
})

test('an estimate that knows of no unit on its way back is a whole window', async () => {
  const clock = virtualClock()
  const limiter = createWindowLimiter('q', 1, perMs, clock)
  const permit = await limiter.take(1, wait)
  permit.sent(0)
  await expect(limiter.take(1, { ...wait, endMs: perMs - 1 })).rejects.toMatchObject({
    afterMs: perMs,
  })
  permit.answered(0)
})

test('a vendor that always takes longer than the window is not waited for', async () => {
  const clock = virtualClock()
  const limiter = createWindowLimiter('q', 30, perMs, clock)
  const slow = () => send(limiter, clock, 3 * perMs)
  // Two rounds teach that even the quickest answers take longer than a window.
  for (let round = 0; round < 2; round++) {
    await clock.drive(Promise.all(Array.from({ length: 30 }, slow)), () => false)
    await clock.drive(clock.sleep(2 * perMs), () => false)
  }
  const startMs = clock.monotonicMs()
  const open = []
  for (let count = 0; count < 30; count++) open.push(await limiter.take(1, wait))
  for (const permit of open.slice(0, 29)) permit.sent(startMs)
  await clock.drive(clock.sleep(10), () => false)
  for (const permit of open.slice(29)) permit.sent(clock.monotonicMs())
  // One is answered before it counts as arrived, the others never are.
  open[0]?.answered(clock.monotonicMs())
  await clock.drive(clock.sleep(70), () => false)
  const next = await clock.drive(Promise.resolve(limiter.take(1, wait)), () => false)
  expect(clock.monotonicMs() - startMs).toBeGreaterThanOrEqual(perMs)
  expect(clock.monotonicMs() - startMs).toBeLessThan(1.2 * perMs)
  next.giveBack()
})

test('more waiting requests than memory should hold are refused', async () => {
  const clock = virtualClock()
  const limiter = createWindowLimiter('q', 1, perMs, clock)
  const permit = await limiter.take(1, wait)
  const stop = new AbortController()
  const queued = Array.from({ length: 10_000 }, () =>
    Promise.resolve(limiter.take(1, { ...wait, signal: stop.signal })).catch(() => 'left'),
  )
  await expect(limiter.take(1, wait)).rejects.toMatchObject({ code: 'REV_HTTP_THROTTLED' })
  stop.abort(new Error('stop'))
  expect(new Set(await Promise.all(queued))).toEqual(new Set(['left']))
  permit.giveBack()
})

test('units come back in the order of their times, in whichever order they were added', () => {
  const releases = createReleases(10)
  for (const [atMs, units] of [
    [35, 1],
    [12, 2],
    [18, 3],
    [71, 4],
  ] as const) {
    releases.add(atMs, units)
  }
  expect([releases.units, releases.nextMs]).toEqual([10, 20])
  expect([1, 5, 6, 10, 11].map((units) => releases.timeOf(units))).toEqual([
    20,
    20,
    40,
    80,
    undefined,
  ])
  expect([releases.takeDue(19), releases.takeDue(20)]).toEqual([0, 5])
  // Already over when it is added: due at once, before the others.
  releases.add(5, 6)
  expect([releases.nextMs, releases.takeDue(40), releases.takeDue(1000)]).toEqual([10, 7, 4])
  expect([releases.units, releases.nextMs]).toEqual([0, undefined])
})

test('a list of releases stays short however many units went through it', () => {
  const releases = createReleases(1)
  for (let atMs = 1; atMs <= 1000; atMs++) {
    releases.add(atMs, 1)
    expect(releases.takeDue(atMs)).toBe(1)
  }
  expect(releases.units).toBe(0)
})
