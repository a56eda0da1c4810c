import type { ServerResponse } from 'node:http'
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

test('a connection has fewer requests under way after a destination pushed back', async () => {
  const waiting: ServerResponse[] = []
  await using server = await localServer((_request, response) => void waiting.push(response))
  await using gateway = localGateway({ inFlightMax: 10, random: () => 0 })
  const { http } = gateway.client(call())
  const sent = Promise.allSettled(Array.from({ length: 30 }, () => http.get(server.url)))
  const untilWaiting = async (count: number) => {
    while (waiting.length < count) await new Promise(setImmediate)
    // One more would come within a few turns of the event loop.
    await realSleep(50)
    return waiting.length
  }
  expect(await untilWaiting(10)).toBe(10)
  for (const [index, response] of waiting.splice(0).entries()) {
    if (index < 4) response.writeHead(503).end()
    else sendJson(response, 200, {})
  }
  const after = await untilWaiting(8)
  expect(after).toBeLessThan(10)
  let isOver = false
  void sent.then(() => (isOver = true))
  const answerAll = async (): Promise<void> => {
    for (const response of waiting.splice(0)) sendJson(response, 200, {})
    await new Promise(setImmediate)
    if (!isOver) await answerAll()
  }
  await answerAll()
})
