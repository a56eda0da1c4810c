import { expect, test, vi } from 'vitest'
import { createAdaptiveThrottle, type AdaptiveThrottle } from '../src/attempts/adaptive-throttle.ts'
import { call, localGateway } from './support/gateway.ts'
import { localServer, sendJson } from './support/server.ts'
import { virtualClock } from './support/virtual-clock.ts'

// Much virtual time, or other processes: a busy machine takes a while.
vi.setConfig({ testTimeout: 30_000 })

function send(throttle: AdaptiveThrottle, count: number, isFailure: boolean, nowMs: number) {
  for (let index = 0; index < count; index++) {
    throttle.enter(nowMs)
    throttle.record(isFailure, nowMs)
  }
}

test.each([
  { accepts: 40, failures: 0, share: 0 },
  { accepts: 20, failures: 20, share: 0 },
  { accepts: 10, failures: 30, share: 20 / 41 },
  { accepts: 0, failures: 40, share: 40 / 41 },
  { accepts: 0, failures: 19, share: 0 },
])(
  'after $accepts accepted and $failures failed requests a share of $share is held back',
  ({ accepts, failures, share }) => {
    const throttle = createAdaptiveThrottle()
    send(throttle, accepts, false, 0)
    send(throttle, failures, true, 1000)
    expect(throttle.heldShare(2000)).toBeCloseTo(share, 10)
  },
)

test('what is under way has the benefit of the doubt, and what says nothing counts as nothing', () => {
  const throttle = createAdaptiveThrottle()
  for (let index = 0; index < 64; index++) throttle.enter(0)
  expect(throttle.heldShare(0)).toBe(0)
  for (let index = 0; index < 44; index++) throttle.record(undefined, 50)
  for (let index = 0; index < 20; index++) throttle.record(true, 50)
  expect(throttle.heldShare(50)).toBeCloseTo(20 / 21, 10)
})

test('failures are forgotten after two minutes', () => {
  const throttle = createAdaptiveThrottle()
  send(throttle, 50, true, 0)
  expect(throttle.heldShare(119_999)).toBeGreaterThan(0.9)
  expect(throttle.heldShare(120_000)).toBe(0)
  send(throttle, 20, true, 240_000)
  expect(throttle.heldShare(240_000)).toBeCloseTo(20 / 21, 10)
})

test('after a short outage requests come back as fast as they are accepted, and none fails for it', async () => {
  const clock = virtualClock()
  let isHealthy = false
  const servedAtMs: number[] = []
  await using server = await localServer((_request, response) => {
    if (isHealthy) servedAtMs.push(clock.monotonicMs())
    sendJson(response, isHealthy ? 200 : 500, {})
  })
  let draw = 0
  await using gateway = localGateway({ clock, random: () => (draw = (draw + 0.37) % 1) })
  const { http } = gateway.client(call({ resendable: false }))
  const post = () => http.post(server.url, { json: {} })
  const down = Array.from({ length: 20 }, () => post().catch(() => 'failed'))
  expect(await clock.drive(Promise.all(down), server.isBusy)).toHaveLength(20)
  await clock.drive(clock.sleep(30_000), () => false)
  isHealthy = true
  // The breaker's probe goes at once; the others wait until the share that is held back has come down.
  await clock.drive(post(), server.isBusy)
  const probedAtMs = clock.monotonicMs()
  const held = Array.from({ length: 30 }, () => post())
  const answers = await clock.drive(Promise.all(held), server.isBusy)
  expect(answers.every((answer) => answer.isOk)).toBe(true)
  expect(servedAtMs[0]).toBe(30_000)
  const atOnce = servedAtMs.slice(1).filter((atMs) => atMs < probedAtMs + 200)
  expect(atOnce.length).toBeLessThan(15)
  expect(clock.monotonicMs() - probedAtMs).toBeLessThanOrEqual(120_000)
  expect(gateway.stats().waitedMs['test']).toBeGreaterThan(0)
})

test('a request that is held back leaves when its run is stopped or its patience ends', async () => {
  const clock = virtualClock()
  await using server = await localServer((_request, response, index) =>
    sendJson(response, index === 20 ? 200 : 500, {}),
  )
  await using gateway = localGateway({ clock, random: () => 0, patienceMs: 5000 })
  const stop = new AbortController()
  const { http } = gateway.client(call({ resendable: false }))
  const post = () => http.post(server.url, { json: {} }).catch((error: unknown) => error)
  await clock.drive(Promise.all(Array.from({ length: 20 }, post)), server.isBusy)
  await clock.drive(clock.sleep(30_000), () => false)
  await post()
  const stopped = gateway
    .client(call({ signal: stop.signal }))
    .http.post(server.url)
    .catch((error: unknown) => error)
  stop.abort(new Error('stop'))
  expect(await stopped).toMatchObject({ code: 'REV_RUN_CANCELLED', delivery: 'not-sent' })
  expect(await clock.drive(post(), () => false)).toMatchObject({
    code: 'REV_HTTP_THROTTLED',
    delivery: 'throttled',
  })
  expect(server.received).toHaveLength(21)
})
