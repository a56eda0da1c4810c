import { expect, test } from 'vitest'
import { createAlarm } from '../src/alarm.ts'
import { virtualClock } from './support/virtual-clock.ts'

test('an alarm rings at its latest time, once, and not after it was cleared', async () => {
  const clock = virtualClock()
  const rung: number[] = []
  const alarm = createAlarm(clock, () => rung.push(clock.monotonicMs()))
  alarm.set(20)
  alarm.set(20)
  alarm.set(10)
  expect(alarm.atMs).toBe(10)
  clock.step()
  await new Promise(setImmediate)
  expect([rung, alarm.atMs]).toEqual([[10], undefined])
  alarm.set(30)
  // The timer has fired, and the alarm is cleared before it hears of that.
  clock.step()
  alarm.clear()
  await new Promise(setImmediate)
  expect(rung).toEqual([10])
})
