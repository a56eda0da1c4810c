import { describe, expect, test } from 'vitest'
import definition from '../src/index.ts'
import { config as schema } from '../src/config.ts'
import { openKlaviyo } from './open-klaviyo.ts'

describe('check', () => {
  test('says whose key it is and what is left of the minute, and writes nothing', async () => {
    await using pair = await openKlaviyo()
    pair.simulator.enforceQuotas(true)
    expect(await pair.klaviyo.check()).toEqual({
      account: { id: 'AbC123', name: 'Example Company' },
      quotaLeft: { 'reads of profiles this minute': 749, 'reads of lists this minute': 749 },
      warnings: [],
    })
    expect(pair.simulator.log).toEqual([])
  })

  test('names the scopes that are missing', async () => {
    await using pair = await openKlaviyo()
    pair.simulator.account.missingScopes.add('lists:read')
    expect((await pair.klaviyo.check()).warnings).toEqual([expect.stringContaining('lists:read')])
  })

  test('a key that is not good is refused', async () => {
    await using pair = await openKlaviyo()
    const config = { apiKey: 'another-key', baseUrl: pair.simulator.url }
    await using other = await pair.open({ config })
    await expect(other.check()).rejects.toThrow(
      expect.objectContaining({ code: 'REV_AUTH_INVALID' }),
    )
  })
})

describe('discover', () => {
  test('names an object for each list of every page, with its title', async () => {
    await using pair = await openKlaviyo()
    for (let index = 10; index < 33; index += 1) {
      pair.simulator.account.lists.set(`L${index}`, { name: `List ${index}`, members: new Set() })
    }
    const { objects } = await pair.klaviyo.discover()
    expect(objects.slice(0, 3).map(({ name }) => name)).toEqual([
      'profiles',
      'events',
      'suppressions',
    ])
    expect(objects).toHaveLength(3 + 24)
    expect(objects[3]).toMatchObject({ name: 'list_L10', title: 'Members of List 10' })
  })

  test('leaves lists out where the key may not see them, and says so', async () => {
    await using pair = await openKlaviyo()
    pair.simulator.account.missingScopes.add('lists:read')
    expect((await pair.klaviyo.discover()).objects).toHaveLength(3)
    expect(pair.klaviyo.logs.map(({ message }) => message)).toEqual([
      expect.stringContaining('lists:read'),
    ])
  })
})

describe('limits', () => {
  test('each end point has its burst and its minute, and what the answers say is left', () => {
    const quotas = definition.quotas?.(schema.parse({ apiKey: 'x' }), { id: 'A1' }) ?? []
    const windows = quotas.flatMap((one) => (one.kind === 'window' ? [[one.id, one.max]] : []))
    expect(Object.fromEntries(windows)).toMatchObject({
      'klaviyo:A1:start-import:burst': 10,
      'klaviyo:A1:start-import:steady': 150,
      'klaviyo:A1:import-profile:burst': 75,
      'klaviyo:A1:import-profile:steady': 750,
      'klaviyo:A1:delete-profile:burst': 3,
      'klaviyo:A1:delete-profile:steady': 60,
    })
    expect(quotas.filter(({ kind }) => kind === 'headers')).toHaveLength(windows.length / 2)
  })

  test('every request but those of check is counted by some window', async () => {
    await using pair = await openKlaviyo()
    const { klaviyo, simulator } = pair
    const requests: string[] = []
    simulator.watch(({ request: { method, path } }) => requests.push(`${method} ${path}`))
    const records = [{ email: 'a@example.com', title: 'x' }]
    const operations = [
      ['profiles', 'upsert'],
      ['profiles', 'update'],
      ['profiles', 'create'],
      ['list_Y6nRLr', 'add'],
      ['list_Y6nRLr', 'remove'],
      ['suppressions', 'add'],
      ['suppressions', 'remove'],
    ] as const
    for (const [object, operation] of operations) {
      await klaviyo.write({
        object,
        operation,
        records: object === 'profiles' ? records : [{ email: 'a@example.com' }],
      })
    }
    const nulls = [{ email: 'a@example.com', title: null }]
    await klaviyo.write({ object: 'profiles', operation: 'upsert', records: nulls })
    await klaviyo.write({
      object: 'profiles',
      operation: 'delete',
      records: [{ email: 'a@example.com' }],
    })
    const event = { email: 'a@example.com', metric: 'x', unique_id: '1' }
    await klaviyo.write({ object: 'events', operation: 'append', records: [event] })
    const quotas = definition.quotas?.(schema.parse({ apiKey: 'x' }), undefined) ?? []
    const isCounted = (request: string) =>
      quotas.some(
        ({ kind, appliesTo: { methods = [], paths = [] } = {} }) =>
          kind === 'window' &&
          methods.some((method) => paths.some((path) => request.startsWith(`${method} ${path}`))),
      )
    expect(new Set(requests).size).toBeGreaterThan(10)
    expect(requests.filter((request) => !isCounted(request))).toEqual([])
  })

  test('a throttled import is started once, after the time that Klaviyo names', async () => {
    await using pair = await openKlaviyo()
    pair.simulator.faults.next({ kind: 'throttle', retryAfter: '1' })
    const records = [{ email: 'a@example.com' }]
    const [outcome] = await pair.klaviyo.write({ object: 'profiles', operation: 'upsert', records })
    expect(outcome?.status).toBe('ok')
    expect(pair.simulator.log).toHaveLength(1)
  })
})
