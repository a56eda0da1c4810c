import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { config as schema, spreadsheetId as idOf } from '../src/config.ts'
import { credentials } from '../src/credentials.ts'
import { sheetsQuotas } from '../src/quotas.ts'
import { openSheets } from './open-sheets.ts'
import { oauth, serviceAccountKey } from './simulator/tokens.ts'

const tabs = { people: ['id', 'name'], 'empty tab': [] }
const base = { spreadsheet: '1abc' }

test('check names the spreadsheet and writes nothing', async () => {
  await using pair = await openSheets({ tabs })
  const result = await pair.sheets.check()
  expect(result.account).toEqual({ id: '1simulated_spreadsheet-id', name: 'Simulated' })
  expect(pair.simulator.log).toEqual([])
})

test('check of another spreadsheet says that it must be shared', async () => {
  await using pair = await openSheets({ tabs }, { spreadsheet: 'another' })
  await expect(pair.sheets.check()).rejects.toThrow(
    expect.objectContaining({ code: 'REV_CONFIG_INVALID', hint: expect.stringContaining('share') }),
  )
})

test('discover lists the tabs with the names in their first rows', async () => {
  await using pair = await openSheets({ tabs })
  const { objects, isOpen } = await pair.sheets.discover()
  expect(isOpen).toBe(false)
  expect(objects).toEqual([
    {
      name: 'people',
      fields: {
        id: { type: 'string', maxLength: 50_000 },
        name: { type: 'string', maxLength: 50_000 },
      },
      isOpen: true,
    },
    { name: 'empty tab', fields: {}, isOpen: true },
  ])
})

describe('a service account', () => {
  const write = {
    object: 'people',
    operation: 'upsert',
    matchOn: ['id'],
    records: [{ id: 1 }],
  } as const

  test('signs in with its own key, once for as long as the token is good', async () => {
    await using pair = await openSheets({ tabs }, { serviceAccountKey })
    expect(await pair.sheets.write(write)).toMatchObject([{ status: 'ok' }])
    await pair.sheets.write(write)
    expect(pair.simulator.tokens.issued).toBe(1)
    pair.simulator.tokens.expire()
    expect(await pair.sheets.write(write)).toMatchObject([{ status: 'ok' }])
    expect(pair.simulator.tokens.issued).toBe(2)
  })

  test('with a key that Google does not know is refused, and the key stays secret', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
    const other = JSON.stringify({ ...(JSON.parse(serviceAccountKey) as object), private_key: pem })
    await using pair = await openSheets({ tabs }, { serviceAccountKey: other })
    const error: unknown = await pair.sheets.check().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: expect.stringMatching(/^REV_AUTH_/), delivery: 'auth' })
    expect(JSON.stringify([error, String(error), pair.sheets.logs])).not.toContain('PRIVATE KEY')
  })
})

test('a person without a refresh token logs in with the one scope that writes, for as long as it is wanted', () => {
  const { refreshToken: _none, ...client } = oauth
  expect(credentials(schema.parse({ ...base, oauth: client }))).toEqual({
    kind: 'oauth2',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    ...client,
    login: {
      authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
      revokeUrl: 'https://oauth2.googleapis.com/revoke',
      scopes: ['https://www.googleapis.com/auth/spreadsheets'],
      parameters: { access_type: 'offline', prompt: 'consent' },
    },
  })
})

test.each([
  ['1abc_-D', '1abc_-D'],
  ['https://docs.google.com/spreadsheets/d/1abc_-D/edit#gid=0', '1abc_-D'],
  ['https://docs.google.com/spreadsheets/u/2/d/1abc_-D/edit?usp=sharing', '1abc_-D'],
])('%s is the spreadsheet %s', (spreadsheet, id) => {
  expect(idOf(schema.parse({ spreadsheet, oauth }))).toBe(id)
})

test('reads and writes are counted apart, for the user and for the project', () => {
  const quotas = sheetsQuotas(schema.parse({ ...base, serviceAccountKey }))
  expect(quotas.map((one) => ('max' in one ? [one.id, one.max] : one))).toEqual([
    ['google-sheets:rev@simulated-project.iam.gserviceaccount.com:reads', 60],
    ['google-sheets:simulated-project:reads', 300],
    ['google-sheets:rev@simulated-project.iam.gserviceaccount.com:writes', 60],
    ['google-sheets:simulated-project:writes', 300],
  ])
  const [first] = sheetsQuotas(schema.parse({ ...base, oauth, userRequestsPerMinute: 90 }))
  expect(first).toMatchObject({ id: `google-sheets:${oauth.clientId}:reads`, max: 90 })
})
