import { expect, test, vi } from 'vitest'
import { createWindowLimiter } from '../src/limits/window-limiter.ts'
import { mostInAnyWindow, use } from './support/sliding-window.ts'
import { virtualClock } from './support/virtual-clock.ts'

vi.setConfig({ testTimeout: 30_000 })

// How long a vendor works for a request shows in its first windows; a slow one is used less until then.
test.each([
  { name: 'a vendor that answers at once', workMs: 2, warmUpMs: 4000 },
  { name: 'a vendor that takes a fifth of the window', workMs: 200, warmUpMs: 5000 },
  { name: 'a vendor that takes almost the whole window', workMs: 950, warmUpMs: 7000 },
  { name: 'a vendor that takes longer than the window', workMs: 1400, warmUpMs: 8000 },
])('in simulated time too, wherever in its journey a request is counted: $name', async (vendor) => {
  const [max, perMs] = [40, 1000]
  const clock = virtualClock()
  const limiter = createWindowLimiter('q', max, perMs, clock)
  const wait = { signal: new AbortController().signal, title: '', endMs: Infinity, count: () => {} }
  const times: number[] = []
  const lane = async (_: unknown, index: number) => {
    while (clock.monotonicMs() < vendor.warmUpMs + 6 * perMs) {
      const permit = await limiter.take(1, wait)
      permit.sent(clock.monotonicMs())
      // Up to 6 % of the window on the way, in an order that changes from request to request.
      await clock.sleep([0, 20, 60][(times.length + index) % 3] ?? 0)
      times.push(clock.monotonicMs())
      await clock.sleep(vendor.workMs)
      permit.answered(clock.monotonicMs())
    }
  }
  await clock.drive(Promise.all(Array.from({ length: 100 }, lane)), () => false)
  expect(mostInAnyWindow(times, perMs)).toBeLessThanOrEqual(max)
  expect(use(times, max, perMs, vendor.warmUpMs)).toBeGreaterThanOrEqual(0.9)
})
