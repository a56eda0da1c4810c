import type { Socket } from 'node:net'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { RevError } from '@revetl/sdk'
import { expect, test, vi } from 'vitest'
import { createCircuitBreaker } from '../src/attempts/circuit-breaker.ts'
import { createRetryBudget } from '../src/attempts/retry-budget.ts'
import { statusVerdict } from '../src/exchange/status-verdict.ts'
import { call, localGateway } from './support/gateway.ts'
import { localServer, sendJson } from './support/server.ts'
import { virtualClock } from './support/virtual-clock.ts'

// Much virtual time, or other processes: a busy machine takes a while.
vi.setConfig({ testTimeout: 30_000 })

/** A server that does something to its raw connection for each request. */
async function rawServer(handle: (socket: Socket, text: string, index: number) => void) {
  let count = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (data) => handle(socket, data.toString(), count++))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    count: () => count,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

test.each([
  [200, false, false, 'answer'],
  [204, false, false, 'answer'],
  [299, false, false, 'answer'],
  [304, false, false, 'answer'],
  [302, false, false, 'redirect'],
  [400, false, false, 'answer'],
  [401, false, false, 'auth'],
  [403, false, false, 'answer'],
  [403, true, false, 'throttled'],
  [403, false, true, 'throttled'],
  [404, false, false, 'answer'],
  [408, false, false, 'failed'],
  [413, false, false, 'too-large'],
  [414, false, false, 'too-large'],
  [423, false, false, 'not-applied'],
  [425, false, false, 'not-applied'],
  [429, false, false, 'throttled'],
  [431, false, false, 'too-large'],
  [500, false, false, 'failed'],
  [501, false, false, 'unsupported'],
  [502, false, false, 'failed'],
  [503, false, false, 'failed'],
  [503, true, false, 'throttled'],
  [505, false, false, 'unsupported'],
  [600, false, false, 'unsupported'],
] as const)(
  'status %d (Retry-After %s, quota empty %s) is %s',
  (status, hasRetryAfter, isEmpty, verdict) => {
    expect(statusVerdict(status, hasRetryAfter, isEmpty)).toBe(verdict)
  },
)

test.each([500, 502, 503, 504])(
  '%d on a write that may be sent twice is tried again',
  async (status) => {
    await using server = await localServer((_request, response, index) =>
      sendJson(response, index < 2 ? status : 200, {}),
    )
    await using gateway = localGateway({ random: () => 0 })
    const answer = await gateway.client(call()).http.post(server.url, { json: {} })
    expect([answer.status, server.received.length]).toEqual([200, 3])
    expect(gateway.stats()).toMatchObject({ requests: 1, attempts: 3, retries: 2 })
  },
)

test('a write that must not be sent twice is sent once and its fate is unknown', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 502, {}))
  await using gateway = localGateway()
  const sent = gateway.client(call({ resendable: false })).http.post(server.url, { json: {} })
  await expect(sent).rejects.toMatchObject({ code: 'REV_HTTP_STATUS', delivery: 'unknown' })
  expect(server.received).toHaveLength(1)
})

test('a request that carries the idempotency key may be sent twice although the call may not', async () => {
  await using server = await localServer((_request, response, index) =>
    sendJson(response, index === 0 ? 500 : 200, {}),
  )
  await using gateway = localGateway({ random: () => 0 })
  const { http } = gateway.client(call({ resendable: false, idempotencyKey: 'key-1' }))
  const headers = { 'Idempotency-Key': 'key-1' }
  expect((await http.post(server.url, { json: {}, headers })).status).toBe(200)
  await expect(http.post(server.url, { json: {}, resendable: false })).resolves.toBeDefined()
  expect(server.received.map((request) => request.headers['idempotency-key'])).toEqual([
    'key-1',
    'key-1',
    undefined,
  ])
})

test('no request is tried more than three times', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 500, {}))
  await using gateway = localGateway({ random: () => 0 })
  await expect(gateway.client(call()).http.get(server.url)).rejects.toMatchObject({
    delivery: 'unknown',
  })
  expect(server.received).toHaveLength(3)
})

test('501 and 505 are not tried again', async () => {
  await using server = await localServer((_request, response, index) =>
    sendJson(response, index === 0 ? 501 : 505, {}),
  )
  await using gateway = localGateway({ random: () => 0 })
  const { http } = gateway.client(call())
  await expect(http.get(server.url)).rejects.toMatchObject({ code: 'REV_HTTP_STATUS' })
  await expect(http.get(server.url)).rejects.toMatchObject({ code: 'REV_HTTP_STATUS' })
  expect(server.received).toHaveLength(2)
})

test('a locked resource is tried again, whatever the write, and then reported as not applied', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 423, {}))
  await using gateway = localGateway({ random: () => 0 })
  const sent = gateway.client(call({ resendable: false })).http.post(server.url, { json: {} })
  await expect(sent).rejects.toMatchObject({ delivery: 'not-applied' })
  expect(server.received).toHaveLength(3)
})

test('a refused connection and an unknown host are not sent, and are tried again', async () => {
  await using gateway = localGateway({
    hosts: ['127.0.0.1', 'nowhere.example.com'],
    random: () => 0,
    lookup: (_host, _options, callback) =>
      callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), ''),
  })
  const { http } = gateway.client(call({ resendable: false }))
  for (const url of ['http://127.0.0.1:1/', 'http://nowhere.example.com/']) {
    await expect(http.post(url, { json: {} })).rejects.toMatchObject({
      code: 'REV_NETWORK_UNREACHABLE',
      delivery: 'not-sent',
    })
  }
  expect(gateway.stats().attempts).toBe(6)
})

test('a connection that is reset after the body makes the fate of a write unknown', async () => {
  await using server = await rawServer((socket) => socket.resetAndDestroy())
  await using gateway = localGateway({ random: () => 0 })
  const sent = gateway.client(call({ resendable: false })).http.post(server.url, { json: {} })
  await expect(sent).rejects.toMatchObject({ code: 'REV_OUTCOME_UNKNOWN', delivery: 'unknown' })
  expect(server.count()).toBe(1)
})

test('an idle connection that the server closes is opened again for what may be sent twice, only for that', async () => {
  const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'
  await using server = await rawServer((socket, _text, index) => {
    if (index % 2 === 0) socket.write(answer)
    else socket.resetAndDestroy()
  })
  await using gateway = localGateway({ random: () => 0 })
  const safe = gateway.client(call()).http
  const once = gateway.client(call({ resendable: false })).http
  await safe.post(server.url, { json: {} })
  expect((await safe.post(server.url, { json: {} })).status).toBe(200)
  await expect(once.post(server.url, { json: {} })).rejects.toMatchObject({ delivery: 'unknown' })
  expect(server.count()).toBe(4)
})

test('after an ambiguous try, a later one that is certain does not make the request certain', async () => {
  await using server = await rawServer((socket, _text, index) => {
    if (index === 0) socket.resetAndDestroy()
    else socket.end('HTTP/1.1 429 Slow\r\nretry-after: 9999\r\ncontent-length: 0\r\n\r\n')
  })
  await using gateway = localGateway({ random: () => 0 })
  await expect(gateway.client(call()).http.post(server.url, { json: {} })).rejects.toMatchObject({
    code: 'REV_HTTP_THROTTLED',
    delivery: 'unknown',
  })
})

test('a stopped run ends a request under way as unknown and a waiting one as not sent', async () => {
  await using server = await localServer(() => {})
  await using gateway = localGateway({ inFlightMax: 1 })
  const stop = new AbortController()
  const { http } = gateway.client(call({ signal: stop.signal }))
  const underWay = http.post(server.url, { json: {} })
  const waiting = http.post(server.url, { json: {} })
  while (server.received.length === 0) await new Promise(setImmediate)
  stop.abort(new Error('stop'))
  await expect(underWay).rejects.toMatchObject({ code: 'REV_RUN_CANCELLED', delivery: 'unknown' })
  await expect(waiting).rejects.toMatchObject({ code: 'REV_RUN_CANCELLED', delivery: 'not-sent' })
})

test('a gateway that is closed leaves requests under way unknown', async () => {
  await using server = await localServer(() => {})
  const gateway = localGateway()
  const sent = gateway.client(call()).http.post(server.url, { json: {} })
  const failed = sent.catch((thrown: unknown) => thrown)
  while (server.received.length === 0) await new Promise(setImmediate)
  await gateway[Symbol.asyncDispose]()
  expect(await failed).toMatchObject({ code: 'REV_RUN_CANCELLED', delivery: 'unknown' })
})

function loseLease(): never {
  throw new RevError('REV_STATE_LEASE_LOST', 'The lease is lost.')
}

test('what the host throws right before a request goes out keeps it from going out', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  await using gateway = localGateway()
  const sent = gateway.client(call({ onSend: loseLease })).http.post(server.url, { json: {} })
  await expect(sent).rejects.toMatchObject({ code: 'REV_STATE_LEASE_LOST', delivery: undefined })
  expect(server.received).toHaveLength(0)
})

test('retries are a tenth of the requests, and the first ten are an advance on it', () => {
  const budget = createRetryBudget()
  const spent: number[] = []
  for (let request = 1, retries = 0; request <= 1000; request++) {
    budget.earn()
    if (budget.spend()) retries += 1
    spent.push(retries)
  }
  expect(spent[9]).toBe(10)
  expect(spent.filter((retries, index) => retries > Math.max(10, (index + 1) / 10))).toEqual([])
  expect(spent.at(-1)).toBe(100)
})

test('a brown-out of 30 % costs at most a tenth more requests', async () => {
  let failing = 0
  await using server = await localServer((_request, response, index) => {
    const isFailing = index % 10 < 3
    if (isFailing) failing += 1
    sendJson(response, isFailing ? 500 : 200, {})
  })
  await using gateway = localGateway({ random: () => 0 })
  const { http } = gateway.client(call())
  let failed = 0
  for (let count = 0; count < 500; count++) {
    await http.put(server.url, { json: {} }).catch(() => (failed += 1))
  }
  expect(failing).toBeGreaterThan(100)
  expect(server.received.length).toBeLessThanOrEqual(500 * 1.1)
  expect(failed).toBeGreaterThan(0)
})

test('a destination that only fails is left alone but for one request in 30 seconds', async () => {
  const clock = virtualClock()
  let isHealthy = false
  await using server = await localServer((_request, response) =>
    sendJson(response, isHealthy ? 200 : 503, {}),
  )
  await using gateway = localGateway({ clock, random: () => 0 })
  const { http } = gateway.client(call({ resendable: false }))
  const send = () =>
    http.post(server.url, { json: {} }).then(
      () => 'ok',
      (error: { code: string }) => error.code,
    )
  for (let count = 0; count < 20; count++) await send()
  const before = server.received.length
  expect(await send()).toBe('REV_HTTP_UNAVAILABLE')
  expect(server.received.length).toBe(before)
  for (let period = 1; period <= 5; period++) {
    await clock.drive(clock.sleep(30_000), () => false)
    await Promise.all([send(), send(), send()])
    expect(server.received.length).toBe(before + period)
  }
  isHealthy = true
  await clock.drive(clock.sleep(30_000), () => false)
  expect([await send(), await send(), await send()]).toEqual(['ok', 'ok', 'ok'])
})

test('a request that fails three times counts as one failure for the breaker', async () => {
  let isFailing = true
  await using server = await localServer((_request, response) =>
    sendJson(response, isFailing ? 500 : 200, {}),
  )
  await using gateway = localGateway({ random: () => 0 })
  const { http } = gateway.client(call())
  for (let count = 0; count < 9; count++) await http.put(server.url).catch(() => 'failed')
  expect(server.received.length).toBeGreaterThan(18)
  isFailing = false
  for (let count = 0; count < 11; count++) expect((await http.put(server.url)).isOk).toBe(true)
})

test('the breaker needs 20 calls and half of them failing', () => {
  const breaker = createCircuitBreaker()
  for (let count = 0; count < 19; count++) breaker.record(true, 0)
  expect(breaker.waitMs(0)).toBe(0)
  breaker.record(true, 0)
  expect(breaker.waitMs(0)).toBe(30_000)
  const mixed = createCircuitBreaker()
  for (let count = 0; count < 200; count++) mixed.record(count % 5 < 2, 0)
  expect(mixed.waitMs(0)).toBe(0)
})

test('a write that is sent again, since nobody knows what became of it, tells its call so; what was certainly not applied does not', async () => {
  const doubts: string[] = []
  for (const path of ['lost', 'locked']) {
    await using server = await localServer((_request, response, index) => {
      if (index > 0) sendJson(response, 200, {})
      else if (path === 'lost') response.destroy()
      else sendJson(response, 423, {})
    })
    await using gateway = localGateway()
    const { http } = gateway.client(call({ onDoubt: () => doubts.push(path) }))
    expect((await http.post(`${server.url}/${path}`, { json: {} })).status).toBe(200)
  }
  expect(doubts).toEqual(['lost'])
})
