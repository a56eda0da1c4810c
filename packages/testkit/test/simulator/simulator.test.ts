import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  forwardTo,
  reply,
  route,
  startSimulator,
  type Fault,
  type Simulator,
} from '../../src/simulator.ts'

let rows: Map<string, string>
let simulator: Simulator

const put = route('PUT', '/rows/:key', (request, { key }, { accept }) => {
  rows.set(key, request.text)
  accept({ object: 'rows', operation: 'upsert', key, payload: request.text })
  return reply(200, { results: [{ id: key }, { id: 'b' }, { id: 'c' }] })
})

const start = (options: Partial<Parameters<typeof startSimulator>[0]> = {}) =>
  startSimulator({
    routes: [put],
    errors: {
      unauthorized: () => reply(401, { message: 'no token' }),
      throttled: ({ name }) => reply(429, { policy: name }),
      notFound: ({ path }) => reply(404, { path }),
    },
    resultLists: (body) => [(body as { results: unknown[] }).results],
    foreignResult: () => ({ id: 'foreign' }),
    showState: () => Object.fromEntries(rows),
    ...options,
  })

const send = (body = 'x', key = 'a') =>
  fetch(`${simulator.url}/rows/${key}`, { method: 'PUT', body, redirect: 'manual' })
const ids = async (response: Response) =>
  ((await response.json()) as { results: { id: string }[] }).results.map(({ id }) => id)

beforeEach(async () => {
  rows = new Map()
  simulator = await start()
})
afterEach(async () => {
  await simulator[Symbol.asyncDispose]()
})

test('lets a server of its own answer, and spoils what it said or keeps the request from it', async () => {
  await using front = await start({ routes: [], forward: forwardTo(simulator.url) })
  const putTo = (key: string) => fetch(`${front.url}/rows/${key}`, { method: 'PUT', body: 'x' })
  expect(await ids(await putTo('a'))).toEqual(['a', 'b', 'c'])
  front.faults.next({ kind: 'status', status: 503, when: 'before' })
  expect((await putTo('lost')).status).toBe(503)
  front.faults.next({ kind: 'status', status: 504, when: 'after' })
  expect((await putTo('unsure')).status).toBe(504)
  expect([...rows.keys()]).toEqual(['a', 'unsure'])
  expect((await fetch(`${front.url}/elsewhere?a=1`)).status).toBe(404)
})

test('hands a request to the route of its method and path, the parameters decoded', async () => {
  expect(await ids(await send('x', 'a%20b'))).toEqual(['a b', 'b', 'c'])
  expect(await (await fetch(`${simulator.url}/rows`)).json()).toEqual({ path: '/rows' })
})

test('keeps every accepted operation in its log, in order and with its request', async () => {
  await send('one')
  await send('two')
  expect(
    simulator.log.map(({ sequence, request, key, payload }) => [sequence, request, key, payload]),
  ).toEqual([
    [1, 1, 'a', 'one'],
    [2, 2, 'a', 'two'],
  ])
})

test('shows its state to another process without counting that as a request', async () => {
  await send('one')
  const shown = await (await fetch(`${simulator.url}/__simulator/state`)).json()
  expect(shown).toMatchObject({ requestCount: 1, state: { a: 'one' }, log: [{ key: 'a' }] })
})

test('stops at once with a request still waiting', async () => {
  const stopped = await start()
  stopped.faults.next({ kind: 'hang', when: 'before' })
  const ended = fetch(`${stopped.url}/rows/a`, { method: 'PUT', body: 'x' }).then(
    () => 'answered',
    () => 'dropped',
  )
  await expect.poll(() => stopped.requestCount).toBe(1)
  await stopped[Symbol.asyncDispose]()
  expect(await ended).toBe('dropped')
})

test('asks for credentials before anything is applied', async () => {
  await using guarded = await start({ isAuthorized: ({ headers }) => headers['x-key'] === 'k' })
  const refused = await fetch(`${guarded.url}/rows/a`, { method: 'PUT', body: 'x' })
  const taken = await fetch(`${guarded.url}/rows/a`, {
    method: 'PUT',
    body: 'x',
    headers: { 'x-key': 'k' },
  })
  expect([refused.status, taken.status, guarded.log.length]).toEqual([401, 200, 1])
})

async function statusesAtRate(): Promise<number[]> {
  await using flaky = await start({ seed: 7 })
  flaky.faults.rate({ kind: 'status', status: 503, when: 'before' }, 0.5)
  const statuses: number[] = []
  for (let count = 0; count < 40; count += 1) {
    statuses.push((await fetch(`${flaky.url}/rows/a`, { method: 'PUT', body: 'x' })).status)
  }
  flaky.faults.clear()
  expect((await fetch(`${flaky.url}/rows/a`, { method: 'PUT', body: 'x' })).status).toBe(200)
  return statuses
}

describe('a quota', () => {
  test('answers as the vendor does once its window is full, and counts what came too much', async () => {
    let nowMs = 1000
    await using limited = await start({
      quotas: [{ name: 'burst', max: 2, perMs: 60_000 }],
      quotaHeaders: ([burst]) => ({
        'x-remaining': String(burst?.remaining),
        'x-reset': String(burst?.moreAtMs),
      }),
    })
    limited.useClock(() => nowMs)
    const answers: Response[] = []
    for (let count = 0; count < 4; count += 1) {
      answers.push(await fetch(`${limited.url}/rows/a`, { method: 'PUT', body: 'x' }))
      nowMs += 100
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 429])
    expect(answers.map(({ headers }) => headers.get('x-remaining'))).toEqual(['1', '0', '0', '0'])
    expect(new Set(answers.map(({ headers }) => headers.get('x-reset')))).toEqual(
      new Set(['61000']),
    )
    expect(await answers[3]?.json()).toEqual({ policy: 'burst' })
    expect(limited.quotas).toMatchObject([{ used: 2, peak: 2, violations: 2 }])
    expect(limited.log).toHaveLength(2)
  })

  test('counts only the requests that it is for', async () => {
    await using limited = await start({
      quotas: [{ name: 'b', max: 1, perMs: 60_000, appliesTo: ({ path }) => path === '/rows/b' }],
    })
    const statusOf = async (key: string) =>
      (await fetch(`${limited.url}/rows/${key}`, { method: 'PUT', body: 'x' })).status
    expect([
      await statusOf('a'),
      await statusOf('b'),
      await statusOf('a'),
      await statusOf('b'),
    ]).toEqual([200, 200, 200, 429])
  })
})

describe('a fault', () => {
  test.each<[Fault, number]>([
    [{ kind: 'reset', when: 'before' }, 0],
    [{ kind: 'reset', when: 'after' }, 1],
    [{ kind: 'cut' }, 1],
  ])('%j breaks the connection with %i applied', async (fault, applied) => {
    simulator.faults.next(fault)
    await expect(send().then((response) => response.text())).rejects.toThrow(
      /fetch failed|terminated/,
    )
    expect(simulator.log).toHaveLength(applied)
  })

  test.each<[Fault, number]>([
    [{ kind: 'hang', when: 'before' }, 0],
    [{ kind: 'hang', when: 'after' }, 1],
  ])('%j leaves the client without an answer, with %i applied', async (fault, applied) => {
    simulator.faults.next(fault)
    const signal = AbortSignal.timeout(200)
    const sent = fetch(`${simulator.url}/rows/a`, { method: 'PUT', body: 'x', signal })
    await expect(sent).rejects.toThrow(/timeout/)
    expect(simulator.log).toHaveLength(applied)
  })

  test.each<[Fault, number, number, RegExp]>([
    [{ kind: 'status', status: 502, when: 'before' }, 0, 502, /<html>/],
    [{ kind: 'status', status: 504, when: 'after', body: 'late' }, 1, 504, /^late$/],
    [{ kind: 'unauthorized' }, 0, 401, /no token/],
    [{ kind: 'redirect', location: 'http://example.com/' }, 0, 302, /^$/],
    [{ kind: 'body', text: '<html>', contentType: 'text/html' }, 1, 200, /^<html>$/],
    [{ kind: 'body', text: '' }, 1, 200, /^$/],
    [{ kind: 'truncate' }, 1, 200, /^\{"results":\[\{"id":"a/],
    [{ kind: 'slow', bytesPerSecond: 1000 }, 1, 200, /"c"\}\]\}$/],
    [{ kind: 'duplicate' }, 2, 200, /"c"\}\]\}$/],
  ])('%j: %i applied, status %i, body %s', async (fault, applied, status, body) => {
    simulator.faults.next(fault)
    const response = await send()
    expect([response.status, simulator.log.length]).toEqual([status, applied])
    expect(await response.text()).toMatch(body)
  })

  test('cuts JSON so that it does not parse', async () => {
    simulator.faults.next({ kind: 'truncate' })
    await expect((await send()).json()).rejects.toThrow(SyntaxError)
  })

  test('throttles as the vendor does, with or without Retry-After', async () => {
    simulator.faults.next({ kind: 'throttle' })
    simulator.faults.next({ kind: 'throttle', retryAfter: '7' })
    const [without, withHeader] = [await send(), await send()]
    expect([without.status, without.headers.get('retry-after')]).toEqual([429, null])
    expect([withHeader.status, withHeader.headers.get('retry-after')]).toEqual([429, '7'])
    expect(simulator.log).toHaveLength(0)
  })

  test.each([
    ['none', []],
    ['missing', ['a', 'b']],
    ['extra', ['a', 'b', 'c', 'foreign']],
    ['repeated', ['a', 'b', 'a']],
  ] as const)('makes the results %s: %j', async (how, expected) => {
    simulator.faults.next({ kind: 'results', how })
    expect(await ids(await send())).toEqual(expected)
    expect(simulator.log).toHaveLength(1)
  })

  test('shuffles results by its seed', async () => {
    simulator.faults.next({ kind: 'results', how: 'shuffled' }, { times: 20 })
    const orders: string[] = []
    for (let count = 0; count < 20; count += 1) orders.push((await ids(await send())).join(''))
    expect(new Set(orders).size).toBeGreaterThan(3)
    expect(new Set(orders.map((order) => order.split('').sort().join('')))).toEqual(
      new Set(['abc']),
    )
  })

  test('leaves the order of a vendor that promises it, and spoils its results otherwise', async () => {
    await using orderly = await start({ keepsOrder: true })
    const list = async () => ids(await fetch(`${orderly.url}/rows/a`, { method: 'PUT' }))
    orderly.faults.next({ kind: 'results', how: 'shuffled' }, { times: 10 })
    for (let count = 0; count < 10; count += 1) expect(await list()).toEqual(['a', 'b', 'c'])
    orderly.faults.next({ kind: 'results', how: 'missing' })
    expect(await list()).toEqual(['a', 'b'])
  })

  test('can wait for some requests, last for several and choose which', async () => {
    simulator.faults.next({ kind: 'unauthorized' }, { after: 1, times: 2 })
    simulator.faults.next({ kind: 'throttle' }, { matching: ({ path }) => path === '/rows/z' })
    const statuses: number[] = []
    for (const key of ['a', 'a', 'a', 'a', 'z', 'z']) statuses.push((await send('x', key)).status)
    expect(statuses).toEqual([200, 401, 401, 200, 429, 200])
  })

  test('strikes at a rate that its seed decides, until it is cleared', async () => {
    const [first, second] = [await statusesAtRate(), await statusesAtRate()]
    expect(first).toEqual(second)
    expect(first.filter((status) => status === 503).length).toBeGreaterThan(10)
    expect(first.filter((status) => status === 200).length).toBeGreaterThan(10)
  })
})
