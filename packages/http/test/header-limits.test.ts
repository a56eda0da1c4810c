import { fromHeaders } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { learnedLimit } from '../src/limits/rate-limit-fields.ts'
import { call, localGateway } from './support/gateway.ts'
import { localServer, sendJson } from './support/server.ts'
import { virtualClock } from './support/virtual-clock.ts'

const draft = fromHeaders({ id: 'q', headers: 'draft' })
const now = Date.UTC(2026, 10, 22)

test.each([
  [{ ratelimit: '"default";r=50;t=30' }, { remaining: 50, resetMs: 30_000 }],
  [{ ratelimit: '"default";r=0;t=30' }, { remaining: 0, resetMs: 30_000 }],
  [
    { ratelimit: '"p";r=5', 'ratelimit-policy': '"p";q=100;w=60' },
    { remaining: 5, resetMs: 60_000, limit: 100, windowMs: 60_000 },
  ],
  [
    {
      ratelimit: '"burst";r=40;t=20, "daily";r=3;t=80000',
      'ratelimit-policy': '"burst";q=100;w=60,"daily";q=1000;w=86400',
    },
    { remaining: 3, resetMs: 80_000_000, limit: 1000, windowMs: 86_400_000 },
  ],
  [
    {
      ratelimit: '"b";r=0;t=9, "r";r=7;t=5',
      'ratelimit-policy': '"b";q=65535;w=10;qu="content-bytes", "r";q=10;w=5',
    },
    { remaining: 7, resetMs: 5000, limit: 10, windowMs: 5000 },
  ],
  [{ ratelimit: '"p";r=9;t=3;pk=:c29tZQ==:' }, { remaining: 9, resetMs: 3000 }],
  [{ ratelimit: '"p";r=1000000000000;t=1' }, { remaining: 1e12, resetMs: 1000 }],
  [
    { ratelimit: '"p";r=5;t=30', 'ratelimit-policy': '"p;q=100' },
    { remaining: 5, resetMs: 30_000 },
  ],
  [{ ratelimit: '"a";r=4;t=9, "b";r=4;t=30' }, { remaining: 4, resetMs: 30_000 }],
  [{ ratelimit: '"p";r=5;t=30;x;y=?1' }, { remaining: 5, resetMs: 30_000 }],
  [{ ratelimit: '"p";r=5;t=30;=1' }, undefined],
  [{ ratelimit: '"p";r=5;t=' }, undefined],
  [{ ratelimit: '"p";r=?1;t=30' }, undefined],
  [{ ratelimit: '12;r=5;t=30' }, undefined],
  [{ ratelimit: '"p";r=5' }, undefined],
  [{ ratelimit: '"p";r=-1;t=30' }, undefined],
  [{ ratelimit: '"p";r=1.5;t=30' }, undefined],
  [{ ratelimit: '"p";r="5";t=30' }, undefined],
  [{ ratelimit: '"p;r=5;t=30' }, undefined],
  [{ ratelimit: '"p";r=5;t=30,' }, undefined],
  [{ ratelimit: 'limit=100, remaining=50, reset=30' }, undefined],
  [{ ratelimit: '"p";r=99999999999999999999;t=30' }, undefined],
  [{ ratelimit: '' }, undefined],
  [{}, undefined],
])('the headers %o of the draft tell %o', (headers, expected) => {
  expect(learnedLimit(draft, headers as Record<string, string>, now)).toEqual(expected)
})

const usage = fromHeaders({
  id: 'q',
  headers: { usage: 'Sforce-Limit-Info', usageName: 'api-usage' },
  perMs: 1000,
})

test.each([
  ['api-usage=18/5000', 4982],
  ['api-usage=25/5000; per-app-api-usage=17/250(appName=sample-app)', 4975],
  ['per-app-api-usage=17/250(appName=sample-app), api-usage=25/5000', 4975],
  ['api-usage=5001/5000', 0],
  ['per-app-api-usage=17/250(appName=sample-app)', undefined],
  ['18/5000', undefined],
  ['api-usage=18', undefined],
  ['api-usage=-1/5000', undefined],
  ['', undefined],
])('the usage %j tells what is left: %j', (header, remaining) => {
  const told = learnedLimit(usage, { 'sforce-limit-info': header }, now)
  expect(told).toEqual(remaining === undefined ? undefined : { remaining, resetMs: 1000 })
})

test('where no name is declared the first pair counts', () => {
  const nameless = fromHeaders({ id: 'q', headers: { usage: 'X-Usage' }, perMs: 1000 })
  expect(learnedLimit(nameless, { 'x-usage': '3/10' }, now)).toEqual({
    remaining: 7,
    resetMs: 1000,
  })
})

test('an answer without the header of the usage tells nothing', () => {
  expect(learnedLimit(usage, {}, now)).toBeUndefined()
})

const names = { limit: 'X-Limit', remaining: 'X-Left', reset: 'X-Reset' }

test.each([
  ['delta-s', '30', 30_000],
  ['delta-ms', '30', 30],
  ['epoch-s', String(now / 1000 + 30), 30_000],
  ['epoch-ms', String(now + 30), 30],
  ['epoch-s', '30', 0],
] as const)('a reset in %s is read as declared', (resetUnit, reset, resetMs) => {
  const quota = fromHeaders({ id: 'q', headers: { ...names, resetUnit } })
  const headers = { 'x-limit': '100', 'x-left': '5', 'x-reset': reset }
  expect(learnedLimit(quota, headers, now)).toEqual({ remaining: 5, resetMs, limit: 100 })
})

test('a reset whose unit is not declared is not guessed', () => {
  const quota = fromHeaders({ id: 'q', headers: names })
  expect(learnedLimit(quota, { 'x-left': '5', 'x-reset': '30' }, now)).toBeUndefined()
})

test('without a reset the declared length of the window counts', () => {
  const remaining = fromHeaders({ id: 'q', headers: { remaining: 'X-Left' }, perMs: 1000 })
  expect(learnedLimit(remaining, { 'x-left': '5' }, now)).toEqual({
    remaining: 5,
    resetMs: 1000,
    windowMs: 1000,
  })
})

test.each(['-1', 'abc', '', '1e3', '0x10'])('a remainder of %j is ignored', (left) => {
  const quota = fromHeaders({ id: 'q', headers: names, perMs: 1000 })
  expect(learnedLimit(quota, { 'x-left': left }, now)).toBeUndefined()
})

test('no more requests go out than the vendor says are left, and the next ones wait for the reset', async () => {
  const clock = virtualClock()
  const atMs: number[] = []
  let left = 4
  await using server = await localServer((_request, response) => {
    atMs.push(clock.monotonicMs())
    left -= 1
    response.setHeader('RateLimit', `"p";r=${Math.max(0, left)};t=30`)
    sendJson(response, 200, {})
  })
  await using gateway = localGateway({ clock, quotas: [draft] })
  const { http } = gateway.client(call())
  const sent = Promise.all(Array.from({ length: 6 }, () => http.get(server.url)))
  await clock.drive(sent, () => {
    if (clock.monotonicMs() >= 30_000 && left <= 0) left = 100
    return server.isBusy()
  })
  expect(atMs.filter((time) => time < 30_000)).toHaveLength(4)
  expect(atMs.filter((time) => time >= 30_000)).toHaveLength(2)
})

test('until the vendor has told its limit once, requests go out one by one', async () => {
  let busy = 0
  let most = 0
  await using server = await localServer(async (_request, response, index) => {
    busy += 1
    if (index === 0) most = Math.max(most, busy)
    await new Promise((resolve) => setTimeout(resolve, 20))
    if (index === 0) most = Math.max(most, busy)
    busy -= 1
    sendJson(response, 200, {})
  })
  await using gateway = localGateway({ quotas: [draft] })
  const { http } = gateway.client(call())
  await Promise.all(Array.from({ length: 5 }, () => http.get(server.url)))
  expect(most).toBe(1)
  expect(server.received).toHaveLength(5)
})

test('Retry-After counts more than what the headers say is left', async () => {
  const clock = virtualClock()
  const atMs: number[] = []
  await using server = await localServer((_request, response, index) => {
    atMs.push(clock.monotonicMs())
    response.setHeader('RateLimit', '"p";r=50;t=1')
    if (index === 0) response.writeHead(429, { 'retry-after': '20' }).end()
    else sendJson(response, 200, {})
  })
  await using gateway = localGateway({ clock, quotas: [draft] })
  await clock.drive(gateway.client(call()).http.get(server.url), server.isBusy)
  expect(atMs[1]).toBeGreaterThanOrEqual(20_000)
})

test('a hostile reset is capped at a day and becomes a refusal, not a timer', async () => {
  await using server = await localServer((_request, response) => {
    response.setHeader('RateLimit', '"p";r=0;t=999999999999999')
    sendJson(response, 200, {})
  })
  await using gateway = localGateway({ quotas: [draft] })
  const { http } = gateway.client(call())
  await http.get(server.url)
  const error: unknown = await http.get(server.url).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'REV_HTTP_THROTTLED' })
  expect((error as { afterMs: number }).afterMs).toBeLessThanOrEqual(86_400_000)
})
