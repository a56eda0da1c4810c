import { expect, test, vi } from 'vitest'
import { createLimiterRegistry, type Gateway } from '../../src/index.ts'
import { call, localGateway } from '../support/gateway.ts'
import { localServer, sendJson } from '../support/server.ts'
import { virtualClock } from '../support/virtual-clock.ts'

// Much virtual time, or other processes: a busy machine takes a while.
vi.setConfig({ testTimeout: 30_000 })

/** How many requests each gateway got answered in a minute of virtual time. */
async function servedIn(
  count: number,
  respond: (gateway: number) => 'answer' | 'hang' | 'throttle',
): Promise<number[]> {
  const clock = virtualClock()
  const limiters = createLimiterRegistry({ clock, random: () => 0.5 })
  const served = Array.from({ length: count }, () => 0)
  await using server = await localServer(async (request, response) => {
    const gateway = Number(request.url.slice(1))
    const how = respond(gateway)
    if (how === 'hang') return
    if (how === 'throttle') return void response.writeHead(429, { 'retry-after': '5' }).end()
    await clock.sleep(2000)
    served[gateway] = (served[gateway] ?? 0) + 1
    sendJson(response, 200, {})
  })
  const stop = new AbortController()
  const lane = async (gateway: Gateway, index: number) => {
    const { http } = gateway.client(call({ signal: stop.signal }))
    while (!stop.signal.aborted) await http.put(`${server.url}/${index}`).catch(() => 'failed')
  }
  const gateways = served.map((_, index) =>
    localGateway({ connection: `destination-${index}`, limiters, clock, random: () => 0.5 }),
  )
  const lanes = gateways.flatMap((gateway, index) => [1, 2, 3].map(() => lane(gateway, index)))
  await clock.drive(clock.sleep(60_500), () => false)
  stop.abort(new Error('over'))
  await Promise.all(lanes)
  await Promise.all(gateways.map((gateway) => gateway[Symbol.asyncDispose]()))
  return served
}

test('with one of twenty destinations dead and one throttling, the others keep their throughput', async () => {
  const [alone = 0] = await servedIn(1, () => 'answer')
  expect(alone).toBeGreaterThanOrEqual(80)
  const served = await servedIn(20, (gateway) =>
    gateway === 0 ? 'hang' : gateway === 1 ? 'throttle' : 'answer',
  )
  expect(served.slice(0, 2)).toEqual([0, 0])
  expect(Math.min(...served.slice(2))).toBeGreaterThanOrEqual(0.95 * alone)
})
