import { quota } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { createSlots } from '../../src/limits/slots.ts'
import { createWaitQueue } from '../../src/limits/wait-queue.ts'
import { call, localGateway } from '../support/gateway.ts'
import { localServer, sendJson } from '../support/server.ts'
import { virtualClock } from '../support/virtual-clock.ts'

test('a request that got its units while another was throttled gives them back and waits as well', async () => {
  const clock = virtualClock()
  const atMs: number[] = []
  await using server = await localServer(async (_request, response, index) => {
    atMs.push(clock.monotonicMs())
    if (index !== 1) return sendJson(response, 200, {})
    // Answered while the third request waits for the next unit of the window.
    await clock.sleep(700)
    response.writeHead(429, { 'retry-after': '20' }).end()
  })
  const quotas = [quota({ id: 'q', requests: 2, perMs: 1000 })]
  await using gateway = localGateway({ clock, quotas, random: () => 0 })
  const { http } = gateway.client(call())
  const sent = Array.from({ length: 3 }, () => http.post(server.url, { json: {} }))
  await clock.drive(Promise.all(sent), () => false)
  expect(atMs).toHaveLength(4)
  expect(atMs[2]).toBeGreaterThanOrEqual(20_700)
  expect(gateway.stats().waitedMs['test']).toBeGreaterThanOrEqual(19_000)
})

test('a unit of a request whose answer never came counts as spent when it was given up', async () => {
  const clock = virtualClock()
  const atMs: number[] = []
  await using server = await localServer((_request, response, index) => {
    atMs.push(clock.monotonicMs())
    if (index > 0) sendJson(response, 200, {})
  })
  const quotas = [quota({ id: 'q', requests: 1, perMs: 60_000 })]
  await using gateway = localGateway({ clock, quotas, random: () => 0 })
  const { http } = gateway.client(call({ resendable: false }))
  const lost = http.post(server.url, { json: {} }).catch((error: unknown) => error)
  while (server.received.length === 0) await new Promise(setImmediate)
  expect(await clock.drive(lost, () => false)).toMatchObject({ delivery: 'unknown' })
  await clock.drive(http.post(server.url, { json: {} }), () => false)
  expect(atMs[1]).toBeGreaterThanOrEqual(180_000)
})

test('more requests than memory should hold wait for no slot', async () => {
  const clock = virtualClock()
  const slots = createSlots('c', 1, clock)
  expect([slots.tryTake(), slots.tryTake(), slots.busy]).toEqual([true, false, 1])
  const stop = new AbortController()
  const wait = { signal: stop.signal, title: 'GET /', endMs: Infinity, count: () => {} }
  const queued = Array.from({ length: 10_000 }, () => slots.take(wait).catch(() => 'left'))
  await expect(slots.take(wait)).rejects.toMatchObject({ code: 'REV_HTTP_THROTTLED' })
  stop.abort(new Error('stop'))
  expect(new Set(await Promise.all(queued))).toEqual(new Set(['left']))
})

test('an empty queue waits for nothing and admits nobody', () => {
  const queue = createWaitQueue(() => {})
  queue.admitFirst()
  expect([queue.length, queue.units, queue.firstUnits]).toEqual([0, 0, 0])
})
