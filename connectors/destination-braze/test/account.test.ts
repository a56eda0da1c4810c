import { describe, expect, test } from 'vitest'
import definition from '../src/index.ts'
import { config as schema } from '../src/config.ts'
import { openBraze } from './open-braze.ts'

describe('check', () => {
  test('tells the cluster and a fingerprint of the key, and writes nothing', async () => {
    await using pair = await openBraze()
    const result = await pair.braze.check()
    expect(result).toMatchObject({
      account: { id: expect.stringMatching(/^[0-9a-f]{16}$/), name: '127.0.0.1' },
      quotaLeft: { 'users.export.ids': 249_000, 'catalogs.get': 249_000 },
      warnings: [],
    })
    expect(await pair.braze.check()).toEqual(result)
    expect(pair.simulator.log).toEqual([])
  })

  test('names a permission to read that is missing', async () => {
    await using pair = await openBraze()
    pair.simulator.workspace.missingPermissions.add('catalogs.get')
    expect((await pair.braze.check()).warnings).toEqual([expect.stringContaining('catalogs.get')])
  })

  test('refuses a key that is not good, which Braze repeats and rev never shows', async () => {
    await using pair = await openBraze({ apiKey: 'another-key-0123456789' })
    const error: unknown = await pair.braze.check().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: expect.stringMatching(/^REV_AUTH_/) })
    expect(pair.braze.redact(String(error))).not.toContain('another-key')
  })
})

describe('discover', () => {
  test('names an object for each catalog, with the types of its fields', async () => {
    await using pair = await openBraze()
    pair.simulator.workspace.catalogs.set('a', {
      fields: { id: 'string', at: 'time', tags: 'array', more: 'object', odd: 'novel' },
      items: new Map(),
    })
    const { objects } = await pair.braze.discover()
    expect(objects.map(({ name }) => name)).toEqual([
      'users',
      'events',
      'purchases',
      'catalog_a',
      'catalog_restaurants',
    ])
    expect(objects[3]?.fields).toMatchObject({
      id: { type: 'string', required: true },
      at: { type: 'timestamptz' },
      tags: { type: 'json' },
      more: { type: 'json' },
      odd: { type: 'string' },
    })
  })

  test('leaves catalogs out where the key may not see them, and says so', async () => {
    await using pair = await openBraze()
    pair.simulator.workspace.missingPermissions.add('catalogs.get')
    expect((await pair.braze.discover()).objects).toHaveLength(3)
    expect(pair.braze.logs.map(({ message }) => message)).toEqual([
      expect.stringContaining('catalogs.get'),
    ])
  })

  test('takes 50 updates a request where the contract counts active users', async () => {
    await using pair = await openBraze({ pricing: 'monthly-active-users' })
    await pair.braze.discover()
    const users = await pair.braze.operation({ object: 'users', operation: 'upsert' })
    const events = await pair.braze.operation({ object: 'events', operation: 'append' })
    expect([users.batch.recordsMax, events.batch.recordsMax]).toEqual([50, 50])
  })
})

describe('configuration', () => {
  const base = { apiKey: 'x', endpoint: 'https://rest.fra-01.braze.eu/' }

  test('the cluster decides where traffic goes', () => {
    const { hosts } = definition.network
    const config = schema.parse(base)
    expect(typeof hosts === 'function' ? hosts(config) : hosts).toEqual(['rest.fra-01.braze.eu'])
  })

  test.each([
    [{}, { track: 3000, export: 250 }],
    [
      { trackBurstMax: 100, trackHourlyMax: 5000 },
      { track: 100, 'track-hour': 5000 },
    ],
    [{ exportMinuteMax: 2500 }, { export: 2500 }],
  ])('%j leads to the limits %j', (more, expected) => {
    const quotas = definition.quotas?.(schema.parse({ ...base, ...more }), { id: 'w1' }) ?? []
    const windows = quotas.flatMap((one) =>
      one.kind === 'window' ? [[one.id.replace('braze:w1:', ''), one.max] as const] : [],
    )
    expect(Object.fromEntries(windows)).toMatchObject({
      delete: 20_000,
      catalogs: 50,
      items: 16_000,
      ...expected,
    })
  })
})
