import { expect, test } from 'vitest'
import type { Model } from '../../../src/index.ts'
import { goodFiles, load, problemsOf } from '../project-fixture.ts'
import {
  catalog,
  columnTest,
  combinationTest,
  dbtFiles,
  manifest,
  modelNode,
} from './dbt-artifacts.ts'

const keyed = [
  modelNode('customers', {
    description: 'Who has ordered.',
    columns: {
      id: { name: 'id', description: 'The number.', data_type: 'bigint' },
      email: { name: 'email', description: '' },
    },
  }),
  columnTest('unique', 'customers', 'id'),
  columnTest('not_null', 'customers', 'id'),
]

async function customers(...args: Parameters<typeof dbtFiles>): Promise<Model | undefined> {
  return (await load(dbtFiles(...args))).syncs.get('people')?.model
}

test('a sync names a model of dbt: its relation, description, columns and key come from the manifest', async () => {
  expect(await customers(keyed)).toMatchObject({
    name: 'customers',
    source: { name: 'local' },
    query: { kind: 'table', table: ['shop', 'main', 'customers'] },
    key: ['id'],
    description: 'Who has ordered.',
    place: { file: '../dbt/models/customers.sql', line: 1, column: 1 },
    dbt: {
      id: 'model.shop.customers',
      relation: '"shop"."main"."customers"',
      columns: [
        { name: 'id', type: 'bigint', description: 'The number.' },
        { name: 'email', type: undefined, description: undefined },
      ],
      tests: [{ name: 'unique_customers_id' }, { name: 'not_null_customers_id' }],
    },
  })
})

test('a model of models/ goes before the one that dbt has of the same name', async () => {
  const project = await load(
    dbtFiles(keyed, { 'models/customers.sql': '-- key: id\nselect 1 as id' }),
  )
  expect(project.models.get('customers')?.dbt).toBeUndefined()
})

test('models/*.yaml may say which model of dbt is meant, and by another key', async () => {
  const project = await load(
    dbtFiles(keyed, { 'models/customers.yaml': 'dbt: shop.customers\nkey: email\n' }),
  )
  expect(project.models.get('customers')).toMatchObject({
    key: ['email'],
    description: 'Who has ordered.',
    place: { file: 'models/customers.yaml' },
    dbt: { id: 'model.shop.customers' },
  })
})

test('the columns are those of the catalog, and the key is written as the warehouse writes it', async () => {
  const model = await customers(keyed, {
    '../dbt/target/catalog.json': catalog('model.shop.customers', { ID: 'NUMBER', EMAIL: 'TEXT' }),
  })
  expect(model?.key).toEqual(['ID'])
  expect(model?.dbt?.columns).toEqual([
    { name: 'ID', type: 'NUMBER', description: 'The number.' },
    { name: 'EMAIL', type: 'TEXT', description: undefined },
  ])
})

test.each([
  ['"shop"."main"."a ""b"""', { kind: 'table', table: ['shop', 'main', 'a "b"'] }],
  ['`hive`.`main`.`people`', { kind: 'table', table: ['hive', 'main', 'people'] }],
  ['shop.main.people', { kind: 'sql', sql: 'select * from shop.main.people' }],
  ['`my-project.main.people`', { kind: 'sql', sql: 'select * from `my-project.main.people`' }],
])('the relation %s is read as dbt wrote it', async (relation, query) => {
  const nodes = [modelNode('customers', { relation_name: relation }), ...keyed.slice(1)]
  expect((await customers(nodes))?.query).toEqual(query)
})

const described = modelNode('customers', {
  columns: { code: { name: 'code' }, id: { name: 'id' } },
})
const notNull = ['id', 'code', 'email'].map((column) => columnTest('not_null', 'customers', column))

test.each([
  ['unique alone is no key', [described, columnTest('unique', 'customers', 'id')], undefined],
  [
    'of several columns the one that is described first',
    [
      described,
      columnTest('unique', 'customers', 'email'),
      columnTest('unique', 'customers', 'id'),
      columnTest('unique', 'customers', 'code'),
      ...notNull,
    ],
    ['code'],
  ],
  [
    'a test of some rows says nothing of the others',
    [
      described,
      columnTest('unique', 'customers', 'id', { config: { where: 'id > 1' } }),
      ...notNull,
    ],
    undefined,
  ],
  [
    'a test of an expression is none of a column',
    [described, columnTest('unique', 'customers', 'lower(email)'), ...notNull],
    undefined,
  ],
  [
    'a test of the same name from a package is another one',
    [
      described,
      columnTest('unique', 'customers', 'id', {
        test_metadata: { name: 'unique', namespace: 'other', kwargs: {} },
      }),
      ...notNull,
    ],
    undefined,
  ],
  [
    'a combination of columns that are never null',
    [described, combinationTest('customers', ['code', 'email']), ...notNull],
    ['code', 'email'],
  ],
  [
    'a combination with a column that may be null is no key',
    [described, combinationTest('customers', ['code', 'day']), ...notNull],
    undefined,
  ],
  [
    'a primary key constraint goes before tests',
    [
      { ...described, constraints: [{ type: 'primary_key', columns: ['code', 'id'] }] },
      columnTest('unique', 'customers', 'id'),
      ...notNull,
    ],
    ['code', 'id'],
  ],
] as const)('key: %s', async (_name, nodes, key) => {
  const project = await load(
    dbtFiles(nodes, {
      'syncs/people.yaml': `${goodFiles['syncs/people.yaml'].replace('model: people', 'model: customers')}key: given\n`,
    }),
  )
  expect(project.models.get('customers')?.key).toEqual(key)
})

function version(number: number) {
  return modelNode('customers', {
    unique_id: `model.shop.customers.v${number}`,
    relation_name: `"shop"."main"."customers_v${number}"`,
    constraints: [{ type: 'primary_key', columns: ['id'] }],
    version: number,
    latest_version: 2,
  })
}

test('without a version the latest is meant, and with one that', async () => {
  const nodes = [version(1), version(2), version(3)]
  const project = await load(
    dbtFiles(nodes, {
      'models/old.yaml': 'dbt: customers.v1',
      'models/next.yaml': 'dbt: shop.customers.v3',
    }),
  )
  const ids = ['customers', 'old', 'next'].map((name) => project.models.get(name)?.dbt?.id)
  expect(ids).toEqual([2, 1, 3].map((number) => `model.shop.customers.v${number}`))
})

const sync = { at: 'syncs/people.yaml:1:8' }
const other = modelNode('customers', { unique_id: 'model.crm.customers', package_name: 'crm' })

test.each([
  [
    'no such model',
    dbtFiles([modelNode('customer')]),
    { ...sync, code: 'REV_CONFIG_REFERENCE', hint: expect.stringContaining('"customer"') },
  ],
  [
    'two packages have one of this name',
    dbtFiles([...keyed, other]),
    { ...sync, hint: 'Write shop.customers or crm.customers.' },
  ],
  [
    'a model that is disabled',
    dbtFiles([], {
      '../dbt/target/manifest.json': manifest([], { disabled: { 'model.shop.customers': [{}] } }),
    }),
    { ...sync, message: expect.stringContaining('is disabled') },
  ],
  [
    'a model that leaves nothing in the warehouse',
    dbtFiles([
      modelNode('customers', { relation_name: null, config: { materialized: 'ephemeral' } }),
    ]),
    { ...sync, message: expect.stringContaining('ephemeral') },
  ],
  [
    'no manifest',
    dbtFiles([], { '../dbt/target/manifest.json': undefined }),
    { ...sync, code: 'REV_DBT_ARTIFACT', hint: expect.stringContaining('dbt build') },
  ],
  [
    'a manifest of an older dbt',
    dbtFiles([], { '../dbt/target/manifest.json': manifest([], {}, 7) }),
    {
      ...sync,
      message: expect.stringMatching(/too old\. Expected v10 to v12, got v7 \(dbt 1\.11/),
    },
  ],
  [
    'a manifest of a newer dbt',
    dbtFiles([], { '../dbt/target/manifest.json': manifest([], {}, 20) }),
    { ...sync, message: expect.stringContaining('too new') },
  ],
  [
    'another file under its name',
    dbtFiles([], { '../dbt/target/manifest.json': catalog('x', {}) }),
    { ...sync, message: expect.stringContaining('dbt_schema_version') },
  ],
  [
    'a manifest that was cut short',
    dbtFiles([], { '../dbt/target/manifest.json': manifest([]).slice(0, 100) }),
    { ...sync, message: expect.stringContaining('no JSON') },
  ],
  [
    'a test of the model that cannot be understood, which may be one that failed',
    dbtFiles([...keyed, columnTest('unique', 'customers', 'email', { config: null })]),
    { ...sync, message: expect.stringContaining('test.shop.unique_customers_email is not as') },
  ],
  [
    'a model without a key',
    dbtFiles([modelNode('customers')]),
    { code: 'REV_CONFIG_KEY', hint: expect.stringContaining('`unique` and `not_null`') },
  ],
])('a problem with its place: %s', async (_name, files, expected) => {
  expect(await problemsOf(files)).toEqual([expect.objectContaining(expected)])
})

test('a file that names a model of dbt wants a dbt project in rev.yaml', async () => {
  expect(await problemsOf({ 'models/customers.yaml': 'dbt: customers\n' })).toMatchObject([
    { code: 'REV_CONFIG_REFERENCE', at: 'models/customers.yaml:1:6' },
  ])
})

test('a project that takes nothing from dbt does not need its files', async () => {
  const files = { 'rev.yaml': `${goodFiles['rev.yaml']}dbt: { project: ../dbt }\n` }
  expect((await load(files)).syncs.size).toBe(1)
})
