import { describe, expect, test } from 'vitest'
import definition from '../src/index.ts'
import { apiUrl, config as schema } from '../src/config.ts'
import { openIntercom } from './open-intercom.ts'

describe('check', () => {
  test('names the workspace and what is left of the limit, and writes nothing', async () => {
    await using pair = await openIntercom(
      { customObjects: ['Order'] },
      { customObjects: ['Order'] },
    )
    const result = await pair.intercom.check()
    expect(result).toMatchObject({
      account: { id: 'simulated', name: 'Example workspace' },
      warnings: [],
    })
    expect(result.quotaLeft?.['requests in ten seconds']).toBe(1665)
    expect(pair.simulator.log).toEqual([])
  })

  test.each([
    ['/contacts', 'read contacts'],
    ['/companies', 'read companies'],
    ['/data_attributes', 'read data attributes'],
    ['/custom_object_instances', 'read custom objects'],
  ])('names the permission that is missing: %s', async (path, what) => {
    await using pair = await openIntercom(
      { customObjects: ['Order'], forbiddenPaths: [path] },
      { customObjects: ['Order'] },
    )
    const { warnings } = await pair.intercom.check()
    expect(warnings).toEqual([expect.stringContaining(`lacks the permission to ${what}`)])
  })

  test('says that a custom object type is not there', async () => {
    await using pair = await openIntercom({}, { customObjects: ['Odrer'] })
    const { warnings } = await pair.intercom.check()
    expect(warnings).toEqual(['There is no custom object type Odrer.'])
  })

  test('a token that is not good is refused', async () => {
    await using pair = await openIntercom({}, { accessToken: 'another' })
    await expect(pair.intercom.check()).rejects.toThrow(
      expect.objectContaining({ code: 'REV_AUTH_INVALID' }),
    )
  })
})

describe('discover', () => {
  test('lists the attributes of the workspace with their types and rights', async () => {
    await using pair = await openIntercom(
      {
        contactAttributes: [
          { name: 'plan', data_type: 'string', options: ['Free', 'Pro'] },
          { name: 'score', data_type: 'integer' },
          { name: 'spend', data_type: 'float' },
          { name: 'vip', data_type: 'boolean', api_writable: false },
          { name: 'renews_at', data_type: 'date' },
        ],
        companyAttributes: [{ name: 'tier', data_type: 'string' }],
        customObjects: ['Order'],
      },
      { customObjects: ['Order', 'Gone', 'Order'] },
    )
    const { objects } = await pair.intercom.discover()
    expect(objects.map(({ name }) => name)).toEqual([
      'contacts',
      'leads',
      'companies',
      'company_contacts',
      'events',
      'Order',
    ])
    expect(objects[0]?.fields).toMatchObject({
      plan: { type: 'string', enum: ['Free', 'Pro'], maxLength: 255 },
      score: { type: 'integer' },
      spend: { type: 'number' },
      vip: { type: 'boolean', readOnly: true },
      renews_at: { type: 'timestamptz' },
      email: { type: 'string', pii: 'email' },
    })
    expect(objects[2]?.fields).toMatchObject({ tier: { type: 'string' } })
    expect(pair.intercom.logs.map(({ message }) => message)).toEqual([
      'There is no custom object type Gone.',
    ])
  })
})

describe('the configuration', () => {
  test.each([
    ['us', 'https://api.intercom.io'],
    ['eu', 'https://api.eu.intercom.io'],
    ['au', 'https://api.au.intercom.io'],
  ])('leads to the host of the region %s', (region, expected) => {
    expect(apiUrl(schema.parse({ accessToken: 'x', region }))).toBe(expected)
  })

  test('an address of its own wins', () => {
    const config = schema.parse({ accessToken: 'x', baseUrl: 'http://localhost:1/' })
    expect(apiUrl(config)).toBe('http://localhost:1')
  })
})

test('the limit is that of an app, in windows of ten seconds', () => {
  const config = schema.parse({ accessToken: 'x' })
  expect(definition.quotas?.(config, { id: 'abc' })).toMatchObject([
    { id: 'intercom:abc:app', max: 1666, perMs: 10_000, unit: 'requests' },
    { id: 'intercom:abc:left', kind: 'headers' },
  ])
})

test('every request names the version of the API', async () => {
  await using pair = await openIntercom({ customObjects: ['Order'] }, { customObjects: ['Order'] })
  const versions = new Set<unknown>()
  pair.simulator.watch(({ request }) => versions.add(request.headers['intercom-version']))
  await pair.intercom.check()
  await pair.intercom.discover()
  await pair.intercom.write({
    object: 'contacts',
    operation: 'upsert',
    records: [{ external_id: 'u-1' }],
  })
  expect(versions).toEqual(new Set(['2.15']))
})
