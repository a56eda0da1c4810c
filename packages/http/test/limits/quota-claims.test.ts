import { concurrency, fromHeaders, quota, type HttpRequest, type Quota } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { createLimiterRegistry } from '../../src/index.ts'
import { createQuotaClaims, type Claims } from '../../src/limits/quota-claims.ts'
import type { Wait } from '../../src/limits/wait.ts'
import { prepareRequest } from '../../src/request/prepare-request.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const wait: Wait = {
  signal: new AbortController().signal,
  title: 'GET https://api.example.com/',
  endMs: Number.POSITIVE_INFINITY,
  count: () => {},
}
const registry = () => createLimiterRegistry({ clock: virtualClock(), random: () => 0 })

function claimsOf(
  quotas: readonly Quota[],
  request: Partial<HttpRequest> = {},
  records = 1,
): Claims {
  const whole: HttpRequest = { method: 'POST', url: 'https://api.example.com/a/b', ...request }
  return createQuotaClaims(
    quotas,
    registry(),
  )({ request: whole, prepared: prepareRequest(whole), records })
}

test('what is held until the answer is taken last, and the longest window before the shorter ones', () => {
  const { claims, pauses } = claimsOf([
    concurrency({ id: 'slots', max: 2 }),
    quota({ id: 'burst', requests: 10, perMs: 1000 }),
    fromHeaders({ id: 'told', headers: 'draft' }),
    quota({ id: 'day', requests: 10, perMs: 86_400_000 }),
    quota({ id: 'channel', requests: 10, perMs: 1000, each: 'key' }),
  ])
  expect(claims.map(({ kind }) => kind)).toEqual(['units', 'units', 'units', 'units', 'slot'])
  expect(pauses).toHaveLength(5)
})

test.each([
  { applies: { methods: ['GET'] }, counts: false },
  { applies: { methods: ['POST', 'PUT'] }, counts: true },
  { applies: { paths: ['/a'] }, counts: true },
  { applies: { paths: ['/b', '/c'] }, counts: false },
  { applies: { methods: ['POST'], paths: ['/b'] }, counts: false },
] as const)('a quota that applies to %o counts the request: $counts', ({ applies, counts }) => {
  const { claims, pauses } = claimsOf([
    quota({ id: 'q', requests: 1, perMs: 1000, appliesTo: applies }),
    quota({ id: 'all', requests: 1, perMs: 1000 }),
  ])
  expect([claims.length, pauses.length]).toEqual(counts ? [2, 2] : [1, 1])
})

test('a request that spends nothing of a unit takes nothing', () => {
  const quotas = [
    quota({ id: 'bytes', bytes: 10, perMs: 1000 }),
    quota({ id: 'cost', cost: 10, perMs: 1000 }),
    quota({ id: 'records', records: 10, perMs: 1000 }),
  ]
  expect(claimsOf(quotas, { cost: 0 }, 0).claims).toHaveLength(0)
  expect(claimsOf(quotas, { cost: 1, body: 'x', records: 3 }, 0).claims).toHaveLength(3)
  expect(claimsOf(quotas, { body: 'x' }, 3).claims).toHaveLength(3)
})

test('requests without a key of their own share one window', async () => {
  const limiters = registry()
  const quotas = [quota({ id: 'channel', requests: 1, perMs: 1000, each: 'key' })]
  const claim = createQuotaClaims(quotas, limiters)
  const take = (quotaKey?: string) => {
    const request: HttpRequest = {
      method: 'POST',
      url: 'https://api.example.com/',
      ...(quotaKey === undefined ? {} : { quotaKey }),
    }
    const [first] = claim({ request, prepared: prepareRequest(request), records: 1 }).claims
    if (first?.kind !== 'units') throw new Error('units')
    const stop = AbortSignal.abort(new Error('would wait'))
    return Promise.resolve(
      first.take({ ...wait, endMs: 100, signal: quotaKey ? wait.signal : stop }),
    )
  }
  await expect(take('a')).resolves.toBeDefined()
  await expect(take('b')).resolves.toBeDefined()
  await expect(take()).rejects.toThrow('would wait')
})

test.each([
  { kind: 'window', id: 'w', unit: 'requests', max: 0, perMs: 1000 },
  { kind: 'window', id: 'w', unit: 'requests', max: 1.5, perMs: 1000 },
  { kind: 'window', id: 'w', unit: 'requests', max: 1, perMs: 0 },
  { kind: 'window', id: 'w', unit: 'requests', max: 1, perMs: Number.NaN },
  { kind: 'concurrency', id: 'c', max: -1 },
] as Quota[])('the quota %o is refused as configuration', (bad) => {
  expect(() => createQuotaClaims([bad], registry())).toThrow(/Failed to read the quota/)
})

test('idle windows by key are dropped when there are many, and those in use are kept', async () => {
  const clock = virtualClock()
  const limiters = createLimiterRegistry({ clock, random: () => 0 })
  const channel = quota({ id: 'channel', requests: 1, perMs: 1000, each: 'key' })
  const [windowQuota] = [channel].filter((one) => one.kind === 'window')
  if (!windowQuota) throw new Error('a window')
  const used = limiters.window(windowQuota, 'used')
  const permit = await used.take(1, wait)
  const idle = limiters.window(windowQuota, 'idle')
  for (let key = 0; key <= 1001; key++) limiters.window(windowQuota, `key-${key}`)
  expect(limiters.window(windowQuota, 'used')).toBe(used)
  expect(limiters.window(windowQuota, 'idle')).not.toBe(idle)
  permit.giveBack()
})

test('two connections that name a concurrency differently share the lower one', () => {
  const limiters = registry()
  const slots = [8, 3, 5].map((max) =>
    limiters.concurrency({ kind: 'concurrency', id: 'org', max }),
  )
  expect(new Set(slots).size).toBe(1)
  expect(slots[0]?.limit).toBe(3)
})
