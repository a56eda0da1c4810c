import { expect, test } from 'vitest'
import { config as schema } from '../src/config.ts'
import { metaQuotas } from '../src/quotas.ts'
import { openMeta } from './open-meta.ts'

test('check names the account, its permissions and what is left of the hour', async () => {
  await using pair = await openMeta()
  expect(await pair.meta.check()).toEqual({
    account: { id: 'act_4242', name: 'Simulated account' },
    scopes: ['ads_management', 'ads_read'],
    quotaLeft: { 'percent of the calls of the hour': 100 },
    warnings: [],
  })
  expect(pair.simulator.log).toEqual([])
})

test('check warns of what would keep members out', async () => {
  await using pair = await openMeta({ permissions: ['ads_read'], isActive: false, hasTerms: false })
  expect((await pair.meta.check()).warnings).toEqual([
    expect.stringContaining('ads_management'),
    expect.stringContaining('not active'),
    expect.stringContaining('terms'),
  ])
})

test('check refuses an account that the token does not reach', async () => {
  await using pair = await openMeta({}, { adAccount: '7' })
  await expect(pair.meta.check()).rejects.toThrow(expect.objectContaining({ kind: 'config' }))
})

test('an app that requires proof of its secret gets it, and never the secret itself', async () => {
  await using pair = await openMeta(
    { appSecret: 'simulated-secret' },
    { appSecret: 'simulated-secret' },
  )
  const urls: string[] = []
  pair.simulator.watch(({ request: { path, query } }) => urls.push(`${path}?${String(query)}`))
  await pair.meta.check()
  await pair.meta.discover()
  expect(urls.every((url) => url.includes('appsecret_proof=') && !url.includes('secret='))).toBe(
    true,
  )
  await using without = await openMeta({ appSecret: 'simulated-secret' })
  await expect(without.meta.check()).rejects.toThrow(
    expect.objectContaining({ code: 'REV_AUTH_INVALID' }),
  )
})

test('discover lists the audiences that take members, by id and over all pages', async () => {
  const audiences = Array.from({ length: 230 }, (_, n) => `Audience ${n}`)
  await using pair = await openMeta({ audiences })
  pair.simulator.store.addAudience('Lookalike', 'LOOKALIKE')
  pair.simulator.store.addAudience('Flagged', 'CUSTOM', 471)
  const { objects } = await pair.meta.discover()
  expect(objects.map(({ title }) => title)).toEqual([...audiences, 'Flagged'])
  expect(objects[0]?.fields['email']).toMatchObject({ type: 'string', pii: 'email' })
  expect(pair.meta.logs).toMatchObject([{ message: expect.stringContaining('flagged') }])
})

test.each([
  ['development', 5000],
  ['standard', 190_000],
] as const)('with %s access an account may send %d calls an hour', (tier, max) => {
  const quotas = metaQuotas(schema.parse({ accessToken: 'x', adAccount: '42', tier }))
  expect(quotas).toMatchObject([{ id: 'meta-audiences:act_42:hour', max, perMs: 3_600_000 }])
})
