import { expect, test } from 'vitest'
import { call, localGateway } from '../support/gateway.ts'
import { localServer, sendJson } from '../support/server.ts'
import { virtualClock } from '../support/virtual-clock.ts'

test('ten minutes in which 30 % of the requests fail cost at most a tenth more requests, and nothing is taken for success', async () => {
  const clock = virtualClock()
  const applied = new Set<string>()
  await using server = await localServer(async (request, response, index) => {
    await clock.sleep(2000)
    // A pattern in which failures also come several in a row.
    const isFailing = (index * 7919) % 10 < 3
    if (!isFailing) applied.add(request.headers['x-row'] as string)
    sendJson(response, isFailing ? 503 : 200, {})
  })
  let draw = 0
  await using gateway = localGateway({ clock, random: () => ((draw += 37) % 100) / 100 })
  const { http } = gateway.client(call())
  const acknowledged: string[] = []
  let asked = 0
  const lane = async () => {
    while (clock.monotonicMs() < 600_000) {
      const row = String(asked++)
      const sent = http.put(server.url, { json: {}, headers: { 'x-row': row } })
      await sent.then(
        () => acknowledged.push(row),
        () => 'the host sends it again later',
      )
    }
  }
  await clock.drive(Promise.all(Array.from({ length: 8 }, lane)), () => false)
  expect(asked).toBeGreaterThan(500)
  expect(gateway.stats().attempts).toBeLessThanOrEqual(1.1 * asked)
  expect(acknowledged.length).toBeGreaterThan(0.6 * asked)
  expect(acknowledged.filter((row) => !applied.has(row))).toEqual([])
})

test('an hour of 503 sees at most one request in 30 seconds, and none of the records is refused', async () => {
  const clock = virtualClock()
  const atMs: number[] = []
  await using server = await localServer((_request, response) => {
    atMs.push(clock.monotonicMs())
    sendJson(response, 503, {})
  })
  await using gateway = localGateway({ clock, random: () => 0.5 })
  const { http } = gateway.client(call())
  const deliveries = new Set<string>()
  const lane = async () => {
    while (clock.monotonicMs() < 3_600_000) {
      const error: unknown = await http.put(server.url).catch((thrown: unknown) => thrown)
      deliveries.add((error as { delivery: string }).delivery)
      await clock.sleep(10_000)
    }
  }
  await clock.drive(Promise.all([lane(), lane(), lane()]), server.isBusy)
  // Twenty requests open the breaker, with the ten retries that the first of them may have.
  const [before, probes] = [atMs.slice(0, 30), atMs.slice(30)]
  expect(Math.max(...before)).toBeLessThan(300_000)
  const gaps = probes.slice(1).map((time, index) => time - (probes[index] ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(30_000)
  expect(probes.length).toBeLessThanOrEqual(120)
  expect([...deliveries].toSorted()).toEqual(['not-sent', 'unknown'])
})
