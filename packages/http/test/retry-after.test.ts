import { expect, test } from 'vitest'
import { retryDelayMs, throttleDelayMs } from '../src/attempts/backoff.ts'
import { retryAfterMs } from '../src/attempts/retry-after.ts'

const now = Date.UTC(2026, 10, 22, 12, 0, 0)
const yearMs = 366 * 24 * 60 * 60 * 1000

test.each([
  ['120', 120_000],
  [' 120 ', 120_000],
  ['\t7', 7000],
  ['0', 0],
  ['0120', 120_000],
  ['999999999999', yearMs],
  ['9'.repeat(400), yearMs],
  ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
  ['Sunday, 22-Nov-26 12:00:30 GMT', 30_000],
  ['Sun Nov 22 12:00:30 2026', 30_000],
  ['Tue Dec  1 12:00:00 2026', 9 * 24 * 60 * 60 * 1000],
  ['Sun, 22 Nov 2026 11:59:00 GMT', 0],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
  ['Fri, 31 Dec 9999 23:59:59 GMT', yearMs],
  ['Sun, 22 Nov 2026 12:00:60 GMT', 60_000],
])('Retry-After %j is a wait of %d ms', (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected)
})

test.each([
  ['-3'],
  ['+3'],
  ['1.5'],
  ['1e3'],
  [''],
  [' '],
  ['abc'],
  ['0x10'],
  ['12 0'],
  ['7, 9'],
  ['NaN'],
  ['Infinity'],
  ['٣'],
  ['2026-11-22T12:00:30Z'],
  ['Sun, 22 Nov 2026 12:00:30 UTC'],
  ['sun, 22 nov 2026 12:00:30 gmt'],
  ['Sun, 31 Feb 2026 12:00:30 GMT'],
  ['Sun, 00 Nov 2026 12:00:30 GMT'],
  ['Sun, 22 Nov 2026 24:00:30 GMT'],
  ['Sun, 22 Nov 2026 12:61:30 GMT'],
  ['Sun, 22 Nov 2026 12:00:30 GMT\r\nX: y'],
])('Retry-After %j is as good as absent', (header) => {
  expect(retryAfterMs(header, now)).toBeUndefined()
})

test('an absent Retry-After asks for nothing', () => {
  expect(retryAfterMs(undefined, now)).toBeUndefined()
})

test('the wait after a throttle is never shorter than what was asked, and jitter comes after it', () => {
  for (const random of [() => 0, () => 0.999]) {
    for (const asked of [1, 999, 7000, 600_000]) {
      for (const streak of [0, 3, 50]) {
        expect(throttleDelayMs(asked, streak, random)).toBeGreaterThanOrEqual(asked)
      }
    }
  }
  expect(throttleDelayMs(7000, 0, () => 0)).toBe(7000)
  expect(throttleDelayMs(7000, 0, () => 0.999)).toBeLessThanOrEqual(8000)
})

test.each([undefined, 0, 1, 1000])(
  'a vendor that asks for %s ms gets at most ten probes in the first minute',
  (asked) => {
    let elapsedMs = 0
    let probes = 1
    for (let streak = 0; elapsedMs <= 60_000; streak++) {
      elapsedMs += throttleDelayMs(asked, streak, () => 0)
      if (elapsedMs < 60_000) probes += 1
    }
    expect(probes).toBeLessThanOrEqual(10)
  },
)

test('backoff is full jitter under a doubling bound with a cap', () => {
  expect([0, 1, 2].map((retry) => retryDelayMs(retry, () => 0.9999))).toEqual([249, 499, 999])
  expect(retryDelayMs(1000, () => 0.9999)).toBeLessThanOrEqual(30_000)
  expect(retryDelayMs(5, () => 0)).toBe(0)
})
