import { quota } from '@revetl/sdk'
import { expect, test, vi } from 'vitest'
import { createLimiterRegistry } from '../../src/index.ts'
import { call, localGateway } from '../support/gateway.ts'
import { localServer, sendJson } from '../support/server.ts'
import { mostInAnyWindow } from '../support/sliding-window.ts'
import { virtualClock } from '../support/virtual-clock.ts'

// Much virtual time, or other processes: a busy machine takes a while.
vi.setConfig({ testTimeout: 30_000 })

const epochMs = Date.UTC(2026, 10, 22, 12)

test.each([
  { header: '120', waitMs: 120_000 },
  { header: ' 120 ', waitMs: 120_000 },
  { header: 'Sun, 22 Nov 2026 12:02:00 GMT', waitMs: 120_000 },
  { header: 'Sunday, 22-Nov-26 12:02:00 GMT', waitMs: 120_000 },
  { header: 'Sun Nov 22 12:02:00 2026', waitMs: 120_000 },
  // Our own backoff, where nothing or nothing valid was asked.
  ...['0', '-3', '+3', '1.5', '1e3', '', 'abc', 'NaN', 'Sun, 22 Nov 2026 11:00:00 GMT'].map(
    (header) => ({ header, waitMs: 1000 }),
  ),
])(
  'after 429 with Retry-After $header the next try comes after $waitMs ms',
  async ({ header, waitMs }) => {
    const clock = virtualClock(epochMs)
    const atMs: number[] = []
    await using server = await localServer((_request, response, index) => {
      atMs.push(clock.monotonicMs())
      if (index > 0) return sendJson(response, 200, {})
      response.writeHead(429, { 'retry-after': header }).end()
    })
    await using gateway = localGateway({ clock, random: () => 0 })
    const sent = gateway.client(call({ resendable: false })).http.post(server.url, { json: {} })
    expect((await clock.drive(sent, server.isBusy)).status).toBe(200)
    expect(atMs).toEqual([0, waitMs])
  },
)

test.each(['999999999999', 'Fri, 31 Dec 9999 23:59:59 GMT', '601'])(
  'Retry-After %s is beyond patience: nothing is slept, and the length comes back',
  async (header) => {
    const clock = virtualClock(epochMs)
    await using server = await localServer((_request, response) => {
      response.writeHead(429, { 'retry-after': header }).end()
    })
    await using gateway = localGateway({ clock, random: () => 0 })
    const error: unknown = await gateway
      .client(call())
      .http.post(server.url)
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'REV_HTTP_THROTTLED', delivery: 'throttled' })
    expect((error as { afterMs: number }).afterMs).toBeGreaterThan(600_000)
    expect((error as { afterMs: number }).afterMs).toBeLessThanOrEqual(366 * 86_400_000)
    expect([server.received.length, clock.monotonicMs()]).toEqual([1, 0])
  },
)

test('two Retry-After headers are no valid one', async () => {
  const clock = virtualClock(epochMs)
  const atMs: number[] = []
  await using server = await localServer((_request, response, index) => {
    atMs.push(clock.monotonicMs())
    if (index === 0) response.writeHead(429, ['Retry-After', '7', 'Retry-After', '9']).end()
    else sendJson(response, 200, {})
  })
  await using gateway = localGateway({ clock, random: () => 0 })
  await clock.drive(gateway.client(call()).http.post(server.url), server.isBusy)
  expect(atMs).toEqual([0, 1000])
})

test('after a storm of 429 at least 90 % of the quota is used within a minute', async () => {
  const clock = virtualClock()
  const stormMs = 300_000
  const served: number[] = []
  const early: number[] = []
  let deadlineMs = 0
  await using server = await localServer((_request, response) => {
    const atMs = clock.monotonicMs()
    // Those that were under way when the storm began could not know.
    if (atMs > 0 && atMs < deadlineMs) early.push(atMs)
    if (atMs >= stormMs) served.push(atMs)
    if (atMs >= stormMs) return sendJson(response, 200, {})
    deadlineMs = atMs + 7000
    response.writeHead(429, { 'retry-after': '7' }).end()
  })
  const quotas = [quota({ id: 'q', requests: 50, perMs: 10_000 })]
  await using gateway = localGateway({ clock, quotas, random: () => 0.5 })
  const { http } = gateway.client(call())
  const lane = async () => {
    while (clock.monotonicMs() < stormMs + 75_000) await http.post(server.url, { json: {} })
  }
  await clock.drive(Promise.all(Array.from({ length: 60 }, lane)), server.isBusy)
  expect(early).toEqual([])
  const firstMs = Math.min(...served)
  expect(firstMs).toBeLessThan(stormMs + 8000)
  const inMinute = served.filter((atMs) => atMs < firstMs + 60_000)
  expect(inMinute.length).toBeGreaterThanOrEqual(0.9 * 6 * 50)
  expect(mostInAnyWindow(served, 10_000)).toBeLessThanOrEqual(50)
})

test('thirty-two gateways of one process spend one quota: never more than it, and at least 90 % of it', async () => {
  const clock = virtualClock()
  const limiters = createLimiterRegistry({ clock, random: () => 0.5 })
  const times: number[] = []
  await using server = await localServer((_request, response) => {
    times.push(clock.monotonicMs())
    sendJson(response, 200, {})
  })
  const quotas = [quota({ id: 'portal', requests: 100, perMs: 10_000 })]
  const gateways = Array.from({ length: 32 }, (_, index) =>
    localGateway({ connection: `worker-${index % 8}`, quotas, limiters, clock }),
  )
  const durationMs = 60_000
  const lane = async (gateway: (typeof gateways)[number]) => {
    const { http } = gateway.client(call())
    while (clock.monotonicMs() < durationMs) await http.post(server.url, { json: {} })
  }
  await clock.drive(Promise.all(gateways.map(lane)), server.isBusy)
  await Promise.all(gateways.map((gateway) => gateway[Symbol.asyncDispose]()))
  expect(mostInAnyWindow(times, 10_000)).toBeLessThanOrEqual(100)
  const inTime = times.filter((atMs) => atMs < durationMs)
  expect(inTime.length).toBeGreaterThanOrEqual(0.9 * 600)
})

test('a throttle that only a connector can read waits a minute, then twice as long each time, and is handed on after five tries', async () => {
  const clock = virtualClock()
  const atMs: number[] = []
  await using server = await localServer((_request, response) => {
    atMs.push(clock.monotonicMs())
    // Such as GitHub's secondary limit, which may come without a header.
    sendJson(response, 403, { message: 'You have exceeded a secondary rate limit.' })
  })
  await using gateway = localGateway({ clock, random: () => 0 })
  const { http } = gateway.client(call({ resendable: false }))
  const sendOnce = async () => {
    const error: unknown = await clock.drive(
      http.post(server.url).then(
        () => undefined,
        (thrown: unknown) => thrown,
      ),
      server.isBusy,
    )
    gateway.throttle(60_000)
    return error
  }
  let parked = await sendOnce()
  while (parked === undefined) parked = await sendOnce()
  const gaps = atMs.slice(1).map((time, index) => time - (atMs[index] ?? 0))
  expect(gaps).toEqual([60_000, 120_000, 240_000, 480_000])
  expect(parked).toMatchObject({ code: 'REV_HTTP_THROTTLED', afterMs: 960_000 })
})

test('a throttle that a connector reads out of several answers at once is one, and a later one begins anew', async () => {
  const clock = virtualClock()
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  await using gateway = localGateway({ clock, random: () => 0 })
  const { http } = gateway.client(call())
  const waitedMs = async () => {
    const startMs = clock.monotonicMs()
    await clock.drive(http.post(server.url), server.isBusy)
    return clock.monotonicMs() - startMs
  }
  for (let count = 0; count < 5; count++) gateway.throttle(10_000)
  expect(await waitedMs()).toBe(10_000)
  await clock.drive(clock.sleep(60_000), () => false)
  gateway.throttle(10_000)
  expect(await waitedMs()).toBe(10_000)
  await clock.drive(clock.sleep(60_000), () => false)
  gateway.throttle(undefined)
  expect(await waitedMs()).toBe(1000)
})

test('a bucket of points that leaks is never overdrawn by a quota of its cost', async () => {
  // Such as Shopify's: 1000 points at most, 50 come back a second.
  const [maximum, restorePerS] = [1000, 50]
  const clock = virtualClock()
  let [available, seenMs, throttled, spent] = [maximum, 0, 0, 0]
  await using server = await localServer((request, response) => {
    const atMs = clock.monotonicMs()
    available = Math.min(maximum, available + ((atMs - seenMs) / 1000) * restorePerS)
    seenMs = atMs
    const cost = Number(request.headers['x-cost'])
    if (cost > available) {
      throttled += 1
      return sendJson(response, 200, { errors: [{ message: 'Throttled' }] })
    }
    available -= cost
    spent += cost
    sendJson(response, 200, { data: {} })
  })
  const quotas = [quota({ id: 'shop', cost: maximum, perMs: (maximum / restorePerS) * 1000 })]
  await using gateway = localGateway({ clock, quotas, random: () => 0.5 })
  const { http } = gateway.client(call())
  const costs = Array.from({ length: 200 }, (_, index) => 10 + ((index * 37) % 90))
  const sent = costs.map((cost) =>
    http.post(server.url, { json: {}, cost, headers: { 'x-cost': String(cost) } }),
  )
  await clock.drive(Promise.all(sent), server.isBusy)
  expect(throttled).toBe(0)
  expect(spent).toBe(costs.reduce((sum, cost) => sum + cost, 0))
})
