import { createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createDeadlines } from '../src/exchange/deadlines.ts'
import { systemClock } from '../src/index.ts'
import { call, localGateway } from './support/gateway.ts'
import { localServer } from './support/server.ts'
import { virtualClock } from './support/virtual-clock.ts'

test('a server that never answers is left after the total time, to the millisecond', async () => {
  const clock = virtualClock()
  await using server = await localServer(() => {})
  await using gateway = localGateway({ clock })
  const sent = gateway.client(call({ resendable: false })).http.post(server.url, { json: {} })
  const failed = sent.catch((thrown: unknown) => thrown)
  while (server.received.length === 0) await new Promise(setImmediate)
  expect(await clock.drive(failed, () => false)).toMatchObject({
    code: 'REV_HTTP_TIMEOUT',
    delivery: 'unknown',
  })
  expect(clock.monotonicMs()).toBe(120_000)
})

test('a server that answers byte by byte is killed by the total time, although it is never idle', async () => {
  await using server = await localServer((_request, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('x'), 10)
    response.on('close', () => clearInterval(timer))
  })
  await using gateway = localGateway({ timeouts: { totalMs: 300 } })
  const startMs = performance.now()
  const sent = gateway.client(call({ resendable: false })).http.post(server.url, { json: {} })
  await expect(sent).rejects.toMatchObject({ code: 'REV_HTTP_TIMEOUT', delivery: 'unknown' })
  expect(performance.now() - startMs).toBeLessThan(1300)
})

test('a body that stops arriving is given up after the idle time', async () => {
  await using server = await localServer(
    (_request, response) => void response.writeHead(200).write('{'),
  )
  await using gateway = localGateway({ timeouts: { idleBodyMs: 100 } })
  const sent = gateway.client(call({ resendable: false })).http.post(server.url, { json: {} })
  await expect(sent).rejects.toMatchObject({ code: 'REV_HTTP_TIMEOUT', delivery: 'unknown' })
})

test('what stops a query at the vendor is sent although its call was stopped, and given up five seconds later', async () => {
  const clock = virtualClock()
  await using server = await localServer((_request, response) => {
    if (server.received.length === 1) response.end()
  })
  await using gateway = localGateway({ clock })
  const abort = new AbortController()
  const { http } = gateway.client({ ...call({ resendable: true }), signal: abort.signal })
  const stop = { json: {}, afterStop: true }
  expect((await http.post(server.url, stop)).status).toBe(200)
  const pending = http.post(server.url, stop).catch((thrown: unknown) => thrown)
  while (server.received.length < 2) await new Promise(setImmediate)
  abort.abort()
  await expect(http.post(server.url, { json: {} })).rejects.toMatchObject({
    code: 'REV_RUN_CANCELLED',
  })
  expect(await clock.drive(pending, () => false)).toMatchObject({ code: 'REV_RUN_CANCELLED' })
  expect(clock.monotonicMs()).toBe(5_000)
})

test('headers that do not come are given up after their time', async () => {
  await using server = await localServer(() => {})
  await using gateway = localGateway({ timeouts: { headersMs: 100 } })
  const sent = gateway.client(call({ resendable: false })).http.post(server.url, { json: {} })
  await expect(sent).rejects.toMatchObject({ code: 'REV_HTTP_TIMEOUT', delivery: 'unknown' })
})

test('a name that never resolves and a handshake that never ends are not sent', async () => {
  const sockets = new Set<Socket>()
  const silent = createServer((socket) => void sockets.add(socket))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as AddressInfo
  await using gateway = localGateway({
    hosts: ['127.0.0.1', 'silent.example.com'],
    timeouts: { connectMs: 100 },
    random: () => 0,
    lookup: () => {},
  })
  const { http } = gateway.client(call({ resendable: false }))
  const urls = ['http://silent.example.com/', `https://127.0.0.1:${port}/`]
  const expected = { code: 'REV_NETWORK_UNREACHABLE', delivery: 'not-sent' }
  await Promise.all(
    urls.map((url) => expect(http.post(url, { json: {} })).rejects.toMatchObject(expected)),
  )
  for (const socket of sockets) socket.destroy()
  silent.close()
})

test('a request may ask for less time, and its slot is free afterwards', async () => {
  await using server = await localServer((request, response) => {
    if (request.url !== '/slow') response.end('{}')
  })
  await using gateway = localGateway({ inFlightMax: 1 })
  const { http } = gateway.client(call({ resendable: false }))
  await expect(http.post(`${server.url}/slow`, { timeoutMs: 50 })).rejects.toMatchObject({
    code: 'REV_HTTP_TIMEOUT',
  })
  expect((await http.get(server.url)).status).toBe(200)
})

test('an address that does not answer delays a connection by less than a second', async () => {
  await using server = await localServer((_request, response) => void response.end('{}'))
  await using gateway = localGateway({
    hosts: ['dual.example.com'],
    egress: { allow: ['127.0.0.1', '::1', '240.0.0.1'] },
    lookup: (_host, _options, callback) =>
      callback(null, [
        { address: '240.0.0.1', family: 4 },
        { address: '::1', family: 6 },
        { address: '127.0.0.1', family: 4 },
      ]),
  })
  const startMs = performance.now()
  await gateway.client(call()).http.get(`http://dual.example.com:${server.port}/`)
  expect(performance.now() - startMs).toBeLessThan(1000)
})

test('a sleep is never shorter than asked, refuses NaN, and holds what no timer could', async () => {
  const startMs = systemClock.monotonicMs()
  await systemClock.sleep(15)
  expect(systemClock.monotonicMs() - startMs).toBeGreaterThanOrEqual(15)
  await expect(systemClock.sleep(Number.NaN)).rejects.toThrow(RangeError)
  const stop = new AbortController()
  const long = systemClock.sleep(2 ** 40, stop.signal)
  const first = await Promise.race([
    long.then(() => 'ended'),
    systemClock.sleep(30).then(() => 'still asleep'),
  ])
  expect(first).toBe('still asleep')
  stop.abort(new Error('enough'))
  await expect(long).rejects.toThrow('enough')
})

test('one timer serves all deadlines, and each expires at its own time', async () => {
  const clock = virtualClock()
  const expired: [number, number][] = []
  using deadlines = createDeadlines(clock)
  for (const endMs of [30, 10, 20, 10]) {
    deadlines.add({ endMs, expire: () => expired.push([endMs, clock.monotonicMs()]) })
  }
  const cancelled = { endMs: 15, expire: () => expired.push([15, clock.monotonicMs()]) }
  deadlines.remove(deadlines.add(cancelled))
  while (clock.step()) await new Promise(setImmediate)
  expect(expired).toEqual([
    [10, 10],
    [10, 10],
    [20, 20],
    [30, 30],
  ])
})
