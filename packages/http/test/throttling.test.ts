import { fromHeaders, quota } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { createLimiterRegistry } from '../src/index.ts'
import { call, localGateway } from './support/gateway.ts'
import { localServer, sendJson } from './support/server.ts'
import { virtualClock } from './support/virtual-clock.ts'

const random = () => 0

test('after 429 nobody who shares the connection or the quota comes back before Retry-After', async () => {
  const clock = virtualClock()
  const atMs: number[] = []
  await using server = await localServer((_request, response, index) => {
    atMs.push(clock.monotonicMs())
    if (index > 0) return sendJson(response, 200, {})
    response.writeHead(429, { 'retry-after': '7' }).end()
  })
  const limiters = createLimiterRegistry({ clock, random })
  const quotas = [quota({ id: 'portal', requests: 100, perMs: 1000 })]
  await using one = localGateway({ connection: 'one', quotas, limiters, clock, random })
  await using two = localGateway({ connection: 'two', quotas, limiters, clock, random })
  await using same = localGateway({ connection: 'one', limiters, clock, random })
  const first = one.client(call()).http.get(server.url)
  while (one.stats().byStatus['4xx'] === undefined) await new Promise(setImmediate)
  const others = [two, same].map((gateway) => gateway.client(call()).http.get(server.url))
  await clock.drive(Promise.all([first, ...others]), server.isBusy)
  expect(atMs).toHaveLength(4)
  expect(atMs.slice(1).every((time) => time >= 7000)).toBe(true)
})

test('a storm of 429 is probed by one request a deadline, and everything goes through after it', async () => {
  const clock = virtualClock()
  const stormMs = 300_000
  const throttled: number[] = []
  const served: number[] = []
  await using server = await localServer((_request, response) => {
    const atMs = clock.monotonicMs()
    ;(atMs >= stormMs ? served : throttled).push(atMs)
    if (atMs >= stormMs) return sendJson(response, 200, {})
    response.writeHead(429, { 'retry-after': '7' }).end()
  })
  await using gateway = localGateway({ clock, random: () => 0.5 })
  const { http } = gateway.client(call())
  const lanes = 20
  const sent = Array.from({ length: lanes }, () => http.post(server.url, { json: {} }))
  const answers = await clock.drive(Promise.all(sent), server.isBusy)
  expect(answers.every((answer) => answer.isOk)).toBe(true)
  // All lanes were under way when the storm began; from then on there is a single probe for each deadline.
  const probes = throttled.slice(lanes)
  const gaps = probes.map((time, index) => time - (probes[index - 1] ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(7000)
  expect(probes.length).toBeLessThanOrEqual(Math.ceil(stormMs / 7000))
  expect(Math.min(...served)).toBeLessThan(stormMs + 10_000)
  expect(served).toHaveLength(lanes)
})

test('a wait beyond patience is thrown with its length instead of slept', async () => {
  const clock = virtualClock()
  await using server = await localServer((_request, response) => {
    response.writeHead(429, { 'retry-after': '3600' }).end()
  })
  await using gateway = localGateway({ clock })
  const { http } = gateway.client(call())
  const error: unknown = await http.get(server.url).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'REV_HTTP_THROTTLED', delivery: 'throttled' })
  expect((error as { afterMs: number }).afterMs).toBeGreaterThanOrEqual(3_600_000)
  await expect(http.get(server.url)).rejects.toMatchObject({ code: 'REV_HTTP_THROTTLED' })
  expect(server.received).toHaveLength(1)
})

test('a request with less patience than the run is thrown where others wait', async () => {
  const clock = virtualClock()
  await using server = await localServer((_request, response, index) => {
    if (index > 0) return sendJson(response, 200, {})
    response.writeHead(429, { 'retry-after': '30' }).end()
  })
  const limiters = createLimiterRegistry({ clock, random })
  const quotas = [quota({ id: 'few', requests: 2, perMs: 60_000 })]
  await using gateway = localGateway({ clock, limiters, quotas })
  const { http } = gateway.client(call())
  const hasty = { patienceMs: 1000 }
  const thrown = expect.objectContaining({ code: 'REV_HTTP_THROTTLED', delivery: 'throttled' })
  await expect(http.post(server.url, { json: {}, ...hasty })).rejects.toThrow(thrown)
  expect((await clock.drive(http.get(server.url), server.isBusy)).isOk).toBe(true)
  // The quota is spent: it waits for nothing that takes longer, and takes no place of others.
  await expect(http.post(server.url, { json: {}, ...hasty })).rejects.toThrow(thrown)
  expect(server.received).toHaveLength(2)
})

test.each(['0', '-3', '1.5', 'abc', '', undefined])(
  'Retry-After %j leads to no tight loop and ends',
  async (header) => {
    const clock = virtualClock()
    const atMs: number[] = []
    await using server = await localServer((_request, response) => {
      atMs.push(clock.monotonicMs())
      response.writeHead(429, header === undefined ? {} : { 'retry-after': header }).end()
    })
    await using gateway = localGateway({ clock, random: () => 0 })
    const sent = gateway.client(call()).http.get(server.url)
    await expect(clock.drive(sent, server.isBusy)).rejects.toMatchObject({
      code: 'REV_HTTP_THROTTLED',
      delivery: 'throttled',
    })
    const inFirstMinute = atMs.filter((time) => time < 60_000)
    expect(inFirstMinute.length).toBeLessThanOrEqual(10)
  },
)

test('a throttled write is sent again even where it must not be sent twice, since it was not applied', async () => {
  const clock = virtualClock()
  await using server = await localServer((_request, response, index) => {
    if (index === 0) response.writeHead(503, { 'retry-after': '2' }).end()
    else sendJson(response, 200, {})
  })
  await using gateway = localGateway({ clock })
  const sent = gateway.client(call({ resendable: false })).http.post(server.url, { json: {} })
  expect((await clock.drive(sent, server.isBusy)).status).toBe(200)
})

test('waits that the vendor names cost no attempt', async () => {
  const clock = virtualClock()
  await using server = await localServer((_request, response, index) => {
    if (index < 6) response.writeHead(429, { 'retry-after': '10' }).end()
    else sendJson(response, 200, {})
  })
  await using gateway = localGateway({ clock })
  const sent = gateway.client(call()).http.get(server.url)
  expect((await clock.drive(sent, server.isBusy)).status).toBe(200)
})

test('403 with Retry-After, or with an empty quota in its headers, is a throttle', async () => {
  const clock = virtualClock()
  const atMs: number[] = []
  await using server = await localServer((_request, response, index) => {
    atMs.push(clock.monotonicMs())
    if (index === 0) response.writeHead(403, { 'retry-after': '60' }).end()
    else if (index === 1) {
      const resetS = String(Math.ceil(clock.now() / 1000) + 90)
      response.writeHead(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': resetS }).end()
    } else sendJson(response, 200, {})
  })
  const headers = {
    remaining: 'x-ratelimit-remaining',
    reset: 'x-ratelimit-reset',
    resetUnit: 'epoch-s',
  } as const
  await using gateway = localGateway({ clock, quotas: [fromHeaders({ id: 'gh', headers })] })
  const sent = gateway.client(call()).http.get(server.url)
  expect((await clock.drive(sent, server.isBusy)).status).toBe(200)
  expect((atMs[1] ?? 0) - (atMs[0] ?? 0)).toBeGreaterThanOrEqual(60_000)
  expect((atMs[2] ?? 0) - (atMs[1] ?? 0)).toBeGreaterThanOrEqual(90_000)
})

test('a throttle that a connector reads out of a body holds the whole connection back', async () => {
  const clock = virtualClock()
  const atMs: number[] = []
  await using server = await localServer((_request, response, index) => {
    atMs.push(clock.monotonicMs())
    sendJson(response, index === 0 ? 403 : 200, {
      message: 'You have exceeded a secondary rate limit',
    })
  })
  await using gateway = localGateway({ clock, random })
  const { http } = gateway.client(call())
  expect((await http.post(server.url)).status).toBe(403)
  gateway.throttle(60_000)
  await clock.drive(Promise.all([http.post(server.url), http.post(server.url)]), server.isBusy)
  expect(atMs.slice(1).every((time) => time >= 60_000)).toBe(true)
})

test('a plain 403 is the connector’s to read', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 403, { a: 1 }))
  await using gateway = localGateway()
  expect((await gateway.client(call()).http.get(server.url)).status).toBe(403)
})
