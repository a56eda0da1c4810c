import { setTimeout as realSleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createAdaptiveLimit } from '../src/limits/adaptive-limit.ts'
import { call, localGateway } from './support/gateway.ts'
import { localServer, sendJson } from './support/server.ts'

/** Feeds rounds of answers, one round trip apart. */
function feed(
  ceiling: number,
  rounds: number,
  rttMs: (round: number) => number,
  isBackPressure = false,
) {
  const limit = createAdaptiveLimit(ceiling)
  let nowMs = 0
  const seen: number[] = []
  for (let round = 0; round < rounds; round++) {
    nowMs += rttMs(round) + 1
    limit.record({ nowMs, rttMs: rttMs(round), isBackPressure, busy: limit.limit })
    seen.push(limit.limit)
  }
  return seen
}

test('answers that come steadily keep the limit at its ceiling, and never above it', () => {
  expect(Math.min(...feed(20, 200, () => 30))).toBe(20)
  expect(Math.max(...feed(20, 200, (round) => 30 + (round % 7)))).toBe(20)
})

test('back pressure takes a tenth each round trip, down to one', () => {
  expect(feed(20, 3, () => 30, true)).toEqual([18, 16, 14])
  expect(feed(20, 100, () => 30, true).at(-1)).toBe(1)
})

test('answers that suddenly take much longer take the limit down', () => {
  const seen = feed(64, 24, (round) => (round < 20 ? 30 + (round % 5) : 300))
  expect(seen[19]).toBe(64)
  expect(Math.min(...seen.slice(20))).toBeLessThan(64)
})

test('after a pressure the limit grows back by one a round trip, and only while it is used', () => {
  const limit = createAdaptiveLimit(10)
  let nowMs = 0
  const record = (isBackPressure: boolean, busy: number) => {
    nowMs += 31
    limit.record({ nowMs, rttMs: 30, isBackPressure, busy })
    return limit.limit
  }
  expect(record(true, 10)).toBe(9)
  expect(record(false, 3)).toBe(9)
  expect(record(false, 9)).toBe(10)
  expect(record(false, 10)).toBe(10)
})

test('a destination that refuses more than 25 at once soon gets hardly more', async () => {
  let busy = 0
  const peaks: number[] = []
  await using server = await localServer(async (_request, response) => {
    busy += 1
    peaks.push(busy)
    const isOver = busy > 25
    await realSleep(5)
    busy -= 1
    if (isOver) response.writeHead(503).end()
    else sendJson(response, 200, {})
  })
  await using gateway = localGateway({ inFlightMax: 40, random: () => 0.2 })
  const { http } = gateway.client(call())
  let next = 0
  const lane = async () => {
    while (next++ < 1500) await http.get(server.url).catch(() => {})
  }
  await Promise.all(Array.from({ length: 40 }, lane))
  expect(Math.max(...peaks)).toBeGreaterThan(25)
  expect(Math.max(...peaks.slice(-300))).toBeLessThanOrEqual(28)
})
