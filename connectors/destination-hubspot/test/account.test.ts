import { describe, expect, test } from 'vitest'
import definition from '../src/index.ts'
import { config as schema } from '../src/config.ts'
import { openHubspot } from './open-hubspot.ts'
import { property } from './simulator/property-definitions.ts'

const cars = {
  name: 'car',
  fullyQualifiedName: 'p4242001_car',
  objectTypeId: '2-42',
  properties: [property('plate', 'string', { unique: true }), property('model')],
  requiredProperties: ['plate'],
}

describe('check', () => {
  test('says whose account it is and what is left of the day, and writes nothing', async () => {
    await using pair = await openHubspot({ dailyMax: 1000 })
    const result = await pair.hubspot.check()
    expect(result.account).toEqual({ id: '4242001', name: '4242001 (app.hubspot.com)' })
    expect(result.warnings).toEqual([])
    const left = result.quotaLeft?.['requests today']
    expect(left).toBeGreaterThanOrEqual(990)
    expect(left).toBeLessThan(1000)
    expect(pair.simulator.log).toEqual([])
  })

  test('names the scopes that are missing', async () => {
    await using pair = await openHubspot({ missingScopes: ['crm.objects.deals.read'] })
    const { warnings } = await pair.hubspot.check()
    expect(warnings).toEqual([expect.stringContaining('crm.objects.deals.read')])
  })

  test('a token that is not good is refused', async () => {
    await using pair = await openHubspot({}, { accessToken: 'another-token' })
    await expect(pair.hubspot.check()).rejects.toThrow(
      expect.objectContaining({ code: 'REV_AUTH_INVALID' }),
    )
  })
})

describe('discover', () => {
  test('lists every property with its type, options and rights', async () => {
    await using pair = await openHubspot()
    const { objects } = await pair.hubspot.discover()
    expect(objects.map(({ name }) => name)).toEqual([
      'contacts',
      'companies',
      'deals',
      'tickets',
      'associations',
      'list_members',
      'events',
    ])
    expect(objects[0]?.fields).toMatchObject({
      email: { type: 'string', maxLength: 65_536, unique: true, pii: 'email' },
      hs_object_id: { type: 'string', unique: true },
      score: { type: 'decimal' },
      is_vip: { type: 'boolean' },
      birthday: { type: 'date' },
      last_seen: { type: 'timestamptz' },
      interests: { type: 'json' },
      lifecyclestage: { type: 'string', enum: ['subscriber', 'lead', 'opportunity', 'customer'] },
      external_id: { type: 'string', unique: true },
      createdate: { type: 'timestamptz', readOnly: true },
    })
    expect(objects[0]?.fields['hs_object_id']).not.toHaveProperty('readOnly')
    expect(objects[0]?.operations?.upsert?.matchOn).toEqual([
      ['email'],
      ['external_id'],
      ['hs_object_id'],
    ])
    expect(objects[1]?.operations?.upsert?.matchOn).toEqual([['external_id'], ['hs_object_id']])
  })

  test('finds custom objects, which are written like any other', async () => {
    await using pair = await openHubspot({ customObjects: [cars] })
    const { hubspot, simulator } = pair
    const found = (await hubspot.discover()).objects.find(({ name }) => name === 'p4242001_car')
    expect(found).toMatchObject({
      title: 'cars',
      fields: { plate: { unique: true, required: true }, model: { type: 'string' } },
      operations: { upsert: { matchOn: [['plate'], ['hs_object_id']] }, create: {} },
    })
    const outcomes = await hubspot.write({
      object: 'p4242001_car',
      operation: 'upsert',
      matchOn: ['plate'],
      records: [{ plate: 'B-EX 1', model: 'bus' }],
    })
    expect(outcomes).toMatchObject([{ status: 'ok', effect: 'created' }])
    expect(simulator.log).toMatchObject([{ payload: { plate: 'B-EX 1', model: 'bus' } }])
  })

  test('leaves out what the token may not see, and says so', async () => {
    await using pair = await openHubspot({
      customObjects: [cars],
      missingScopes: ['crm.schemas.deals.read', 'crm.schemas.custom.read'],
    })
    const { objects } = await pair.hubspot.discover()
    expect(objects.map(({ name }) => name)).toEqual([
      'contacts',
      'companies',
      'tickets',
      'associations',
      'list_members',
      'events',
    ])
    expect(pair.hubspot.logs.map(({ message }) => message)).toEqual([
      expect.stringContaining('crm.schemas.deals.read'),
      expect.stringContaining('crm.schemas.custom.read'),
    ])
  })
})

describe('credentials', () => {
  const oauth = {
    clientId: 'client',
    clientSecret: 'simulated-client-secret',
    refreshToken: 'simulated-refresh-token',
  }

  test('an OAuth app refreshes its token, once for each token that ends', async () => {
    await using pair = await openHubspot({}, { oauth })
    const { hubspot, simulator } = pair
    const write = () =>
      hubspot.write({
        object: 'contacts',
        operation: 'upsert',
        records: [{ email: 'a@example.com' }],
      })
    expect(await write()).toMatchObject([{ status: 'ok' }])
    expect(simulator.tokens.issued).toBe(1)
    simulator.tokens.expire()
    const outcomes = await Promise.all([write(), write(), write()])
    expect(outcomes).toMatchObject([[{ status: 'ok' }], [{ status: 'ok' }], [{ status: 'ok' }]])
    expect(simulator.tokens.issued).toBe(2)
  })

  test('a scope that is missing at the first write ends the batch with its name', async () => {
    await using pair = await openHubspot({ missingScopes: ['crm.objects.contacts.write'] })
    const write = pair.hubspot.write({
      object: 'contacts',
      operation: 'upsert',
      records: [{ email: 'a@example.com' }],
    })
    await expect(write).rejects.toThrow(
      expect.objectContaining({
        code: 'REV_AUTH_SCOPE',
        delivery: 'auth',
        message: expect.stringContaining('crm.objects.contacts.write'),
      }),
    )
  })
})

const issuesOf = (value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ path }) => path.join('.'))

describe('configuration', () => {
  test.each([
    [{ accessToken: 'x' }, undefined],
    [{ oauth: { clientId: 'a', clientSecret: 'b', refreshToken: 'c' } }, undefined],
    [{}, ['accessToken']],
    [{ accessToken: '' }, ['accessToken']],
    [
      { accessToken: 'x', oauth: { clientId: 'a', clientSecret: 'b', refreshToken: 'c' } },
      ['accessToken'],
    ],
    [{ accessToken: 'x', tier: 'gold' }, ['tier']],
    [{ accessToken: 'x', baseUrl: 'ftp://example.com' }, ['baseUrl']],
    [{ accessToken: 'x', limitIncreases: 3 }, ['limitIncreases']],
  ])('%j is wrong at %j', (value, expected) => {
    expect(issuesOf(value)).toEqual(expected)
  })

  test.each([
    [{ accessToken: 'x' }, [100, 250_000, 1250]],
    [{ accessToken: 'x', tier: 'professional' }, [190, 625_000, 1250]],
    [{ accessToken: 'x', tier: 'enterprise' }, [190, 1_000_000, 1250]],
    [{ accessToken: 'x', tier: 'professional', limitIncreases: 2 }, [250, 2_625_000, 1250]],
    [{ oauth: { clientId: 'a', clientSecret: 'b', refreshToken: 'c' } }, [110, 1250]],
  ])('%j may send %j requests', (value, expected) => {
    const quotas = definition.quotas?.(schema.parse(value), { id: '7' }) ?? []
    expect(quotas.flatMap((one) => (one.kind === 'window' ? [one.max] : []))).toEqual(expected)
    expect(quotas.every(({ id }) => id.startsWith('hubspot:7:'))).toBe(true)
  })

  test('traffic goes to the configured host alone', () => {
    const { hosts } = definition.network
    const hostsOf = (value: unknown) =>
      typeof hosts === 'function' ? hosts(schema.parse(value)) : hosts
    expect(hostsOf({ accessToken: 'x' })).toEqual(['api.hubapi.com'])
    expect(hostsOf({ accessToken: 'x', baseUrl: 'https://eu.example.com/hub/' })).toEqual([
      'eu.example.com',
    ])
  })
})
