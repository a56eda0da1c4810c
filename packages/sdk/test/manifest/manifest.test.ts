import { expect, test } from 'vitest'
import { isRevError } from '../../src/index.ts'
import { manifestOf, manifestText, parseManifest } from '../../src/host.ts'
import { acme, files } from './acme.ts'

const reread = async (change: object = {}): Promise<unknown> =>
  parseManifest({ ...(JSON.parse(manifestText(await manifestOf(acme))) as object), ...change })

test('says everything about a destination but its code', async () => {
  const manifest = await manifestOf(acme)
  expect(manifest).toMatchObject({
    manifestVersion: 1,
    kind: 'destination',
    id: 'acme',
    apiVersion: 1,
    title: 'Acme',
    vendor: { name: 'Acme', docs: 'https://example.com/docs', api: { version: '3' } },
    hasAuth: true,
    hosts: ['api.example.com', '*.example.com'],
    configSchema: { properties: { token: { 'x-rev-secret': true } } },
  })
  expect(manifest.objects).toEqual({
    contacts: {
      title: 'Contacts',
      isOpen: false,
      hasLookup: true,
      visibleAfterMs: 60_000,
      fields: {
        email: { type: 'string', unique: true, maxLength: 254 },
        age: { type: 'integer' },
      },
      operations: {
        upsert: {
          matchOn: [['email']],
          batch: { recordsMax: 100, bytesMax: 1_000_000 },
          atomicity: 'per-record',
          resend: 'reconcile',
          sends: 'changed',
          hasSession: false,
        },
      },
    },
  })
  expect(manifest.dynamicObject?.operations.replace?.hasSession).toBe(true)
})

test('says whether DuckDB can read a source itself', async () => {
  expect(await manifestOf(files)).toMatchObject({
    kind: 'source',
    readsInDuckdb: false,
    objects: {},
  })
  expect(
    await manifestOf({ ...files, duckdbQuery: async () => ({ attach: [], sql: 'SELECT 1' }) }),
  ).toMatchObject({ readsInDuckdb: true })
})

test('carries the SQL dialect of a source that compares inside its database', async () => {
  const dialect = {
    quote: '"',
    literals: 'standard',
    scratch: 'schema',
    types: { integer: 'bigint', number: 'float', boolean: 'boolean', text: 'text', print: 'text' },
    stageTable: 'CREATE TABLE {table} AS {select}',
    fence: '',
    analyze: '',
  } as const
  const pushdown = {
    dialect,
    model: async () => ({ from: '', names: [], columns: [], keys: [], texts: [], print: '' }),
    prepare: async () => undefined,
    execute: async () => undefined,
  }
  const sql = { quote: '`', literals: { date: "date'{date}'" } } as const
  const manifest = await manifestOf({ ...files, pushdown, sql })
  expect(manifest.pushdown).toEqual(dialect)
  expect((await parseManifest(manifest)).sql).toEqual(sql)
  expect((await parseManifest(manifest)).pushdown).toEqual(dialect)
  const broken = { ...files, pushdown: { dialect } } as unknown as typeof files
  await expect(manifestOf(broken)).rejects.toMatchObject({ code: 'REV_CONNECTOR_INVALID' })
})

test('names no hosts where the configuration does', async () => {
  const network = { hosts: () => ['example.com'] }
  expect(await manifestOf({ ...acme, network })).toMatchObject({ hosts: 'config' })
})

test('comes back from its text as it was', async () => {
  for (const definition of [acme, files]) {
    const manifest = await manifestOf(definition)
    expect(await parseManifest(JSON.parse(manifestText(manifest)))).toEqual(manifest)
  }
})

test('is the same text every time', async () => {
  expect(manifestText(await manifestOf(acme))).toBe(manifestText(await manifestOf(acme)))
})

test('keeps what a newer connector says and this version does not know', async () => {
  expect(await reread({ colour: 'blue' })).toMatchObject({ colour: 'blue' })
})

test.for<[string, object, string]>([
  ['another manifest version', { manifestVersion: 2 }, '/manifestVersion'],
  ['an id with capitals', { id: 'Acme' }, '/id'],
  ['no kind', { kind: undefined }, 'kind'],
  ['a schema that is none', { configSchema: { type: 'nonsense' } }, '/configSchema'],
  [
    'an unknown operation',
    { objects: { a: { fields: {}, isOpen: true, hasLookup: false, operations: { smash: {} } } } },
    '/objects/a/operations',
  ],
  ['hosts that are no list', { hosts: 'api.example.com' }, '/hosts'],
])('refuses %s', async ([, change, place]) => {
  const error = await reread(change).catch((thrown: unknown) => thrown)
  expect(isRevError(error) && error.code).toBe('REV_CONNECTOR_INVALID')
  expect(isRevError(error) && error.message).toContain(place)
})

test('refuses what is not an object', async () => {
  for (const value of [null, [], 'text', 7]) {
    await expect(parseManifest(value)).rejects.toMatchObject({ code: 'REV_CONNECTOR_INVALID' })
  }
})
