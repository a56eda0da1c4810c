import { expect, test } from 'vitest'
import { createPause } from '../../src/limits/pause.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const wait = {
  signal: new AbortController().signal,
  title: 'GET /',
  endMs: Infinity,
  count: () => undefined,
}

test('a probe that went well opens nothing that was closed while it was under way', async () => {
  const clock = virtualClock()
  const pause = createPause('portal', clock, () => 0)
  pause.extend(1000)
  const passing = pause.pass(wait)
  expect(await clock.drive(passing, () => false)).toBe(true)
  // An answer to an older request, which took its time, asks for more.
  pause.extend(7000)
  pause.settleProbe('fine')
  expect(pause.isOpen).toBe(false)
  const later = pause.pass(wait)
  expect(await clock.drive(later, () => false)).toBe(true)
  expect(clock.monotonicMs()).toBeGreaterThanOrEqual(8000)
  pause.settleProbe('fine')
  expect(pause.isOpen).toBe(true)
})
