import type { ValueRecord } from '@revetl/sdk'
import { afterEach, describe, expect, test } from 'vitest'
import {
  namedFaults,
  reply,
  startVendor,
  type FaultName,
  type RecordResult,
  type SimulatedVendor,
  type VendorAction,
  type VendorQuirks,
} from '../../src/simulator.ts'

let vendor: SimulatedVendor
afterEach(() => vendor[Symbol.asyncDispose]())

const call = (does: VendorAction) => ({
  does,
  path: `/people/${does}`,
  answer: (results: readonly RecordResult[]) =>
    reply(
      200,
      results.map(({ did, reason, stored }) => ({ did, reason, stored })),
    ),
})

async function start(quirks: VendorQuirks = {}): Promise<SimulatedVendor> {
  vendor = await startVendor({
    account: { path: '/me', body: { id: 'a' } },
    objects: {
      people: {
        keys: [['email'], ['id']],
        recordsMax: 3,
        quirks,
        refuse: ({ name }) => (name === 'bad' ? 'no' : undefined),
        calls: (['upsert', 'update', 'create', 'delete', 'find', 'append'] as const).map(call),
      },
    },
  })
  return vendor
}

async function send(does: VendorAction, ...records: readonly ValueRecord[]) {
  const body = JSON.stringify(records)
  const response = await fetch(`${vendor.url}/people/${does}`, { method: 'POST', body })
  const answer = (await response.json().catch(() => [])) as { did: string }[]
  return { status: response.status, did: Array.isArray(answer) ? answer.map(({ did }) => did) : [] }
}

describe('a declared vendor', () => {
  test('finds records by each set of keys, and does what each action says', async () => {
    await start()
    expect((await send('upsert', { email: 'a', id: 1 })).did).toEqual(['created'])
    expect((await send('upsert', { id: 1, name: 'Ada' })).did).toEqual(['updated'])
    expect((await send('create', { email: 'a' }, { email: 'b' })).did).toEqual([
      'exists',
      'created',
    ])
    expect((await send('update', { email: 'c' })).did).toEqual(['missing'])
    expect((await send('delete', { email: 'b' }, { email: 'b' })).did).toEqual([
      'deleted',
      'missing',
    ])
    expect(vendor.records('people')).toEqual([{ email: 'a', id: 1, name: 'Ada' }])
    expect(vendor.log.map(({ operation, key }) => `${operation} ${key}`)).toEqual([
      'upsert ["a"]',
      'upsert [1]',
      'create ["b"]',
      'delete ["b"]',
    ])
  })

  test('refuses single records, and requests with too many', async () => {
    await start()
    expect((await send('upsert', { email: 'a', name: 'bad' }, { email: 'b' })).did).toEqual([
      'refused',
      'created',
    ])
    const many = Array.from({ length: 4 }, (_, id) => ({ id }))
    expect((await send('upsert', ...many)).status).toBe(400)
  })

  test('a column called __proto__ is a column', async () => {
    await start()
    await fetch(`${vendor.url}/people/upsert`, {
      method: 'POST',
      body: '[{"email":"a","__proto__":{"polluted":1}}]',
    })
    expect(Object.keys(vendor.records('people')[0] ?? {})).toEqual(['email', '__proto__'])
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})

describe('a quirk', () => {
  const bad = { email: 'b', name: 'bad' }
  test.each<[string, VendorQuirks, number, readonly string[]]>([
    ['refusesWhole', { refusesWhole: true }, 400, []],
    ['refusesAfterWriting', { refusesAfterWriting: true }, 400, ['a']],
    ['writesNothing', { writesNothing: true }, 200, []],
    ['loses', { loses: ({ name }) => name === 'bad' }, 200, ['a']],
    ['onlyQueues', { onlyQueues: true }, 202, []],
    ['crashesOn', { crashesOn: ({ name }) => name === 'bad' }, 500, []],
  ])('%s', async (_name, quirks, status, kept) => {
    await start(quirks)
    expect((await send('upsert', { email: 'a' }, bad)).status).toBe(status)
    expect(vendor.records('people').map(({ email }) => email)).toEqual(kept)
  })

  test('cutsTextsAt, lowerCases and ignoresNull change what is kept', async () => {
    await start({ cutsTextsAt: 3, lowerCases: ['email'], ignoresNull: true })
    await send('upsert', { email: 'ADA', name: 'Adalbert' })
    await send('upsert', { email: 'ada', name: null })
    expect(vendor.records('people')).toEqual([{ email: 'ada', name: 'Ada' }])
  })

  test('locksOnce refuses each record the first time', async () => {
    await start({ locksOnce: true })
    expect((await send('upsert', { email: 'a' })).did).toEqual(['locked'])
    expect((await send('upsert', { email: 'a' })).did).toEqual(['created'])
  })

  test('invisibleForMs hides a new record from a search', async () => {
    await start({ invisibleForMs: 1000 })
    let nowMs = 0
    vendor.useClock(() => nowMs)
    await send('upsert', { email: 'a' })
    expect((await send('find', { email: 'a' })).did).toEqual(['missing'])
    nowMs = 1000
    expect((await send('find', { email: 'a' })).did).toEqual(['found'])
  })
})

describe('a fault by its name', () => {
  const after: readonly FaultName[] = [
    'reset-after',
    'bad-gateway-after',
    'gateway-timeout-after',
    'cut-body',
    'truncated-json',
    'html-page',
    'empty-body',
    'status-207',
    'results-none',
    'delivered-twice',
  ]
  const before: readonly FaultName[] = [
    'reset-at-headers',
    'reset-before',
    'throttle-seconds',
    'throttle-bare',
    'throttled-200',
    'secondary-limit',
    'server-error-before',
    'unavailable',
    'token-expired',
    'permission-missing',
    'uri-too-long',
    'redirect-303',
    'redirect-307',
  ]

  test.each(after)('%s strikes after the write was applied', async (name) => {
    await start()
    vendor.faults.switchOn(name)
    await send('upsert', { email: 'a' }).catch(() => undefined)
    expect(vendor.records('people')).toHaveLength(1)
  })

  test.each(before)('%s strikes before anything is applied', async (name) => {
    await start()
    vendor.faults.switchOn(name)
    await send('upsert', { email: 'a' }).catch(() => undefined)
    expect(vendor.records('people')).toEqual([])
  })

  test('ends after the times that were asked for, or when faults are cleared', async () => {
    await start()
    vendor.faults.switchOn('unavailable', { times: 1 })
    expect((await send('upsert', { email: 'a' })).status).toBe(503)
    expect((await send('upsert', { email: 'a' })).status).toBe(200)
    vendor.faults.switchOn('unavailable')
    vendor.faults.clear()
    expect((await send('upsert', { email: 'a' })).status).toBe(200)
  })

  test('says in words what happens, each in others', () => {
    const words = Object.values(namedFaults).map(({ what }) => what)
    expect(new Set(words).size).toBe(words.length)
  })
})
