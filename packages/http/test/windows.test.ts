import { setTimeout as realSleep } from 'node:timers/promises'
import { concurrency, quota, type Quota } from '@revetl/sdk'
import Bottleneck from 'bottleneck'
import { expect, test, vi } from 'vitest'
import { createLimiterRegistry, systemClock, type Gateway } from '../src/index.ts'
import { countingServer } from './support/counting-server.ts'
import { call, localGateway } from './support/gateway.ts'
import { localServer, sendJson } from './support/server.ts'
import { mostInAnyWindow } from './support/sliding-window.ts'
import { virtualClock } from './support/virtual-clock.ts'

// Windows are real time here: virtual time could not show what a vendor's own clock sees. How much of a quota is used
// depends on the machine, so that is shown in virtual time: toxics/throttles.test.ts, windows-simulated.proof.test.ts.
vi.setConfig({ testTimeout: 20_000 })

const registry = () => createLimiterRegistry({ clock: systemClock, random: Math.random })

/** Keeps `lanes` requests under way until `durationMs` is over. */
async function saturate(
  gateways: readonly Gateway[],
  url: string,
  lanes: number,
  durationMs: number,
): Promise<void> {
  const stop = new AbortController()
  const lane = async (gateway: Gateway) => {
    const { http } = gateway.client(call({ signal: stop.signal }))
    while (!stop.signal.aborted) await http.post(url, { json: {} }).catch(() => {})
  }
  const running = gateways.flatMap((gateway) => Array.from({ length: lanes }, () => lane(gateway)))
  await realSleep(durationMs)
  stop.abort()
  await Promise.all(running)
}

test.concurrent('a refreshed reservoir lets more than the quota through across the edge of its window', async () => {
  await using server = await countingServer()
  const perMs = 750
  const limiter = new Bottleneck({
    reservoir: 20,
    reservoirRefreshInterval: perMs,
    reservoirRefreshAmount: 20,
  })
  await realSleep(perMs - 200)
  await Promise.all(Array.from({ length: 40 }, () => limiter.schedule(() => fetch(server.url))))
  await limiter.disconnect()
  expect(mostInAnyWindow(await server.times(), perMs)).toBeGreaterThan(20)
})

test.concurrent('no sliding window of a fast vendor holds more than the quota', async () => {
  await using server = await countingServer()
  await using gateway = localGateway({ quotas: [quota({ id: 'q', requests: 100, perMs: 1000 })] })
  await saturate([gateway], server.url, 64, 5500)
  const times = await server.times()
  expect(mostInAnyWindow(times, 1000)).toBeLessThanOrEqual(100)
  expect(times.length).toBeGreaterThan(100)
})

test.concurrent('gateways that name the same quota share its window', async () => {
  await using server = await countingServer()
  const limiters = registry()
  const quotas = [quota({ id: 'portal-1', requests: 100, perMs: 1000 })]
  const gateways = Array.from({ length: 8 }, (_, index) =>
    localGateway({ connection: `c${index}`, quotas, limiters }),
  )
  await saturate(gateways, server.url, 4, 5500)
  await Promise.all(gateways.map((gateway) => gateway[Symbol.asyncDispose]()))
  const times = await server.times()
  expect(mostInAnyWindow(times, 1000)).toBeLessThanOrEqual(100)
  expect(times.length).toBeGreaterThan(100)
})

test.concurrent('a burst and a longer window of one account both hold', async () => {
  await using server = await countingServer()
  const quotas = [
    quota({ id: 'a', requests: 10, perMs: 100 }),
    quota({ id: 'a', requests: 30, perMs: 1000 }),
  ]
  await using gateway = localGateway({ quotas })
  await saturate([gateway], server.url, 20, 2300)
  const times = await server.times()
  expect(mostInAnyWindow(times, 100)).toBeLessThanOrEqual(10)
  expect(mostInAnyWindow(times, 1000)).toBeLessThanOrEqual(30)
  expect(times.length).toBeGreaterThan(30)
})

test('a window by key holds for each key and lets different keys pass each other', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  const quotas = [quota({ id: 'channel', requests: 1, perMs: 300, each: 'key' })]
  await using gateway = localGateway({ quotas })
  const { http } = gateway.client(call())
  const keys = ['a', 'a', 'a', 'b', 'c']
  await Promise.all(keys.map((key) => http.post(`${server.url}/${key}`, { quotaKey: key })))
  const ofKey = (key: string) =>
    server.received.filter((request) => request.url === `/${key}`).map((request) => request.atMs)
  expect(mostInAnyWindow(ofKey('a'), 300)).toBe(1)
  expect(Math.max(...ofKey('b'), ...ofKey('c'))).toBeLessThan(ofKey('a')[1] ?? 0)
})

test('bytes, cost and records are counted as the request spends them', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  const quotas = [
    quota({ id: 'bytes', bytes: 100, perMs: 300, appliesTo: { paths: ['/bytes'] } }),
    quota({ id: 'cost', cost: 10, perMs: 300, appliesTo: { paths: ['/cost'] } }),
    quota({ id: 'records', records: 10, perMs: 300, appliesTo: { paths: ['/records'] } }),
  ]
  await using gateway = localGateway({ quotas })
  const { http } = gateway.client(call({ records: 6 }))
  const body = 'x'.repeat(60)
  await Promise.all([
    ...[1, 2].map(() => http.post(`${server.url}/bytes`, { body })),
    ...[1, 2].map(() => http.post(`${server.url}/cost`, { cost: 6 })),
    ...[1, 2].map(() => http.post(`${server.url}/records`)),
  ])
  for (const path of ['/bytes', '/cost', '/records']) {
    const atMs = server.received.filter(({ url }) => url === path).map((request) => request.atMs)
    expect((atMs[1] ?? 0) - (atMs[0] ?? 0), path).toBeGreaterThanOrEqual(300)
  }
})

test.each([
  { spend: { cost: 11 }, code: 'REV_HTTP_REQUEST', delivery: 'not-sent' },
  { spend: { records: 11 }, code: 'REV_HTTP_TOO_LARGE', delivery: 'too-large' },
  { spend: { cost: Number.NaN }, code: 'REV_HTTP_REQUEST', delivery: 'not-sent' },
])('a request that could never pass its quota is refused at once: %o', async (refused) => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  const quotas: Quota[] = [
    quota({ id: 'c', cost: 10, perMs: 1000 }),
    quota({ id: 'r', records: 10, perMs: 1000 }),
  ]
  await using gateway = localGateway({ quotas })
  const sent = gateway.client(call()).http.post(server.url, refused.spend)
  await expect(sent).rejects.toMatchObject({ code: refused.code, delivery: refused.delivery })
  expect(server.received).toHaveLength(0)
})

test('a wait for units beyond patience is refused at once with its length', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  const quotas = [quota({ id: 'day', requests: 1, perMs: 86_400_000 })]
  await using gateway = localGateway({ quotas })
  const { http } = gateway.client(call())
  await http.get(server.url)
  const error: unknown = await http.get(server.url).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'REV_HTTP_THROTTLED', delivery: 'throttled' })
  const { afterMs = 0 } = error as { afterMs?: number }
  expect(afterMs).toBeGreaterThan(86_000_000)
  expect(afterMs).toBeLessThan(86_600_000)
})

test('a request that is called off while it waits takes nothing from the others', async () => {
  const clock = virtualClock()
  const atMs: number[] = []
  await using server = await localServer((_request, response) => {
    atMs.push(clock.monotonicMs())
    sendJson(response, 200, {})
  })
  const quotas = [quota({ id: 'q', requests: 1, perMs: 1000 })]
  await using gateway = localGateway({ clock, quotas })
  const stop = new AbortController()
  const { http } = gateway.client(call())
  await clock.drive(http.get(server.url), server.isBusy)
  const called = gateway.client(call({ signal: stop.signal })).http.get(server.url)
  const next = http.get(server.url)
  stop.abort(new Error('stop'))
  await expect(called).rejects.toMatchObject({ code: 'REV_RUN_CANCELLED', delivery: 'not-sent' })
  await clock.drive(next, server.isBusy)
  expect(atMs).toHaveLength(2)
  expect(atMs[1]).toBeLessThan(1900)
})

test('no more requests are under way than a concurrency quota allows, across gateways', async () => {
  let busy = 0
  let most = 0
  await using server = await localServer(async (_request, response) => {
    busy += 1
    most = Math.max(most, busy)
    await realSleep(10)
    busy -= 1
    sendJson(response, 200, {})
  })
  const limiters = registry()
  const quotas = [concurrency({ id: 'org', max: 3 })]
  await using one = localGateway({ connection: 'one', quotas, limiters })
  await using two = localGateway({ connection: 'two', quotas, limiters })
  await Promise.all(
    [one, two].flatMap((gateway) =>
      Array.from({ length: 15 }, () => gateway.client(call()).http.get(server.url)),
    ),
  )
  expect(most).toBe(3)
})

test('a failed connection costs no units', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  const quotas = [quota({ id: 'q', requests: 3, perMs: 60_000 })]
  await using gateway = localGateway({ quotas, clock: systemClock })
  const { http } = gateway.client(call())
  await expect(http.get('http://127.0.0.1:1/')).rejects.toMatchObject({ delivery: 'not-sent' })
  await Promise.all([1, 2, 3].map(() => http.get(server.url)))
  expect(server.received).toHaveLength(3)
})
