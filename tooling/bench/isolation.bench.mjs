// What one dead destination costs the others: requests a second of nineteen healthy ones beside it, against one alone.
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  createGateway,
  createLimiterRegistry,
  createMemoryTokenStore,
  systemClock,
} from '@revetl/http'

const answerMs = 25
const lanes = 4
const log = { debug() {}, info() {}, warn() {}, error() {} }

/** Answers after a while; destination 0 never answers. */
const server = createServer((request, response) => {
  request.resume()
  if (request.url !== '/0') setTimeout(() => response.end('{}'), answerMs)
})

/**
 * @param {readonly number[]} destinations which of them are busy
 * @param {number} seconds
 * @returns {Promise<number[]>} answers a second of each
 */
async function measure(destinations, seconds) {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const limiters = createLimiterRegistry({ clock: systemClock, random: Math.random })
  const stop = new AbortController()
  const gateways = destinations.map((destination) =>
    createGateway({
      connection: `destination-${destination}`,
      quotas: [],
      hosts: ['127.0.0.1'],
      egress: { allow: ['127.0.0.1'] },
      limiters,
      tokens: createMemoryTokenStore(),
      secrets: [],
      clock: systemClock,
      random: Math.random,
      log,
    }),
  )
  const served = destinations.map(() => 0)
  /** @param {number} index */
  const lane = async (index) => {
    const { http } = /** @type {import('@revetl/http').Gateway} */ (gateways[index]).client({
      signal: stop.signal,
      resendable: true,
    })
    const url = `http://127.0.0.1:${port}/${destinations[index]}`
    while (!stop.signal.aborted) {
      const isOk = await http.put(url, { json: {} }).then(
        () => true,
        () => false,
      )
      if (isOk) served[index] = (served[index] ?? 0) + 1
    }
  }
  const running = destinations.flatMap((_, index) =>
    Array.from({ length: lanes }, () => lane(index)),
  )
  await sleep(seconds * 1000)
  stop.abort(new Error('measured'))
  await Promise.all(running)
  await Promise.all(gateways.map((gateway) => gateway[Symbol.asyncDispose]()))
  return served.map((count) => count / seconds)
}

const name = 'http/isolation: slowest of 19 beside a dead one'

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  {
    names: [name],
    async *run({ quick }) {
      const seconds = quick ? 2 : 8
      await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
      try {
        const healthy = Array.from({ length: 19 }, (_, index) => index + 1)
        const before = await measure(healthy, seconds)
        const beside = await measure([0, ...healthy], seconds)
        const slowest = Math.min(...beside.slice(1))
        const alone = before.reduce((sum, one) => sum + one, 0) / before.length
        yield {
          name,
          value: slowest,
          unit: 'requests/s',
          ratio: slowest / alone,
          target: 0.95,
          better: 'higher',
          against: 'the mean of the 19 without it',
        }
      } finally {
        server.closeAllConnections()
        server.close()
      }
    },
  },
]
