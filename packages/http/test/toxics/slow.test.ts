import { startFaultProxy, startRawServer } from '@revetl/testkit/network'
import { expect, test, vi } from 'vitest'
import { call, localGateway } from '../support/gateway.ts'
import { localServer, sendJson } from '../support/server.ts'
import { virtualClock } from '../support/virtual-clock.ts'

// Much virtual time, or other processes: a busy machine takes a while.
vi.setConfig({ testTimeout: 30_000 })

const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 300\r\n\r\n'

test('a black hole frees its slot at the total time, and the next request gets through', async () => {
  const clock = virtualClock()
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  await using proxy = await startFaultProxy({
    targetPort: server.port,
    down: [{ kind: 'black-hole' }],
  })
  await using gateway = localGateway({ clock, inFlightMax: 1, random: () => 0 })
  const { http } = gateway.client(call({ resendable: false }))
  const url = `http://127.0.0.1:${proxy.port}/`
  const lost = http.post(url, { json: {} }).catch((error: unknown) => {
    proxy.set({})
    return error
  })
  while (server.received.length === 0) await new Promise(setImmediate)
  const next = http.post(url, { json: {} })
  expect(await clock.drive(lost, () => false)).toMatchObject({
    code: 'REV_HTTP_TIMEOUT',
    delivery: 'unknown',
  })
  expect(clock.monotonicMs()).toBe(120_000)
  expect((await clock.drive(next, server.isBusy)).status).toBe(200)
})

test('a byte a second is killed by the total time, with no more kept than had come', async () => {
  const clock = virtualClock()
  await using server = await startRawServer((connection) =>
    connection.write(answer + 'x'.repeat(300)),
  )
  await using proxy = await startFaultProxy({
    targetPort: server.port,
    sleep: (ms) => clock.sleep(ms),
    down: [{ kind: 'slicer', bytes: 1, pauseMs: 1000 }],
  })
  await using gateway = localGateway({ clock, random: () => 0 })
  const { http } = gateway.client(call({ resendable: false }))
  const sent = http
    .post(`http://127.0.0.1:${proxy.port}/`, { json: {} })
    .catch((error: unknown) => error)
  expect(await clock.drive(sent, () => false)).toMatchObject({
    code: 'REV_HTTP_TIMEOUT',
    delivery: 'unknown',
  })
  expect(clock.monotonicMs()).toBe(120_000)
  expect(gateway.stats().bytesReceived).toBeLessThanOrEqual(120)
})

test('answers that take 30 s, give or take 10, are no failures, and fewer are asked for at once', async () => {
  const clock = virtualClock()
  let busy = 0
  const most = { fast: 0, slow: 0 }
  let phase: keyof typeof most = 'fast'
  await using server = await localServer(async (request, response) => {
    busy += 1
    most[phase] = Math.max(most[phase], busy)
    const seed = Number(request.headers['x-seed'])
    await clock.sleep(phase === 'fast' ? 50 : 20_000 + (seed % 21) * 1000)
    busy -= 1
    sendJson(response, 200, {})
  })
  await using gateway = localGateway({ clock, inFlightMax: 20, random: () => 0 })
  const { http } = gateway.client(call({ resendable: false }))
  let count = 0
  const send = async (requests: number) => {
    const sent = Array.from({ length: requests }, () =>
      http.post(server.url, { json: {}, headers: { 'x-seed': String((count += 7)) } }),
    )
    return clock.drive(Promise.all(sent), () => false)
  }
  expect((await send(100)).every(({ isOk }) => isOk)).toBe(true)
  phase = 'slow'
  await send(60)
  most.slow = 0
  expect((await send(60)).every(({ isOk }) => isOk)).toBe(true)
  expect(gateway.stats().retries).toBe(0)
  expect(most.fast).toBe(20)
  expect(most.slow).toBeLessThan(20)
})

test('a line of 1 kB/s carries a whole answer, or none where it takes too long', async () => {
  const clock = virtualClock()
  const small = JSON.stringify({ text: 'x'.repeat(50_000) })
  const large = JSON.stringify({ text: 'x'.repeat(200_000) })
  await using server = await localServer((request, response) => {
    response.end(request.url === '/small' ? small : large)
  })
  await using proxy = await startFaultProxy({
    targetPort: server.port,
    sleep: (ms) => clock.sleep(ms),
    down: [
      { kind: 'slicer', bytes: 10_000 },
      { kind: 'bandwidth', bytesPerSecond: 1000 },
    ],
  })
  await using gateway = localGateway({ clock, random: () => 0 })
  const { http } = gateway.client(call({ resendable: false }))
  const url = `http://127.0.0.1:${proxy.port}`
  const whole = await clock.drive(http.get(`${url}/small`), () => false)
  expect(whole.text()).toBe(small)
  const tooSlow = http.post(`${url}/large`).catch((error: unknown) => error)
  expect(await clock.drive(tooSlow, () => false)).toMatchObject({
    code: 'REV_HTTP_TIMEOUT',
    delivery: 'unknown',
  })
})
