import { expect, test } from 'vitest'
import type { Model } from '../../src/index.ts'
import { checkDbt } from '../../src/run/check-dbt.ts'
import {
  columnTest,
  dbtFiles,
  manifest,
  modelNode,
  runResults,
} from '../config/dbt/dbt-artifacts.ts'
import { goodFiles, load } from '../config/project-fixture.ts'

const model = 'model.shop.customers'
const unique = 'test.shop.unique_customers_id'
const notNull = 'test.shop.not_null_customers_id'
const query = 'test.shop.totals_add_up'
const unit = 'unit_test.shop.customers.counts'
const passed = {
  [model]: 'success',
  [unique]: 'pass',
  [notNull]: 'pass',
  [query]: 'pass',
  [unit]: 'pass',
}
const anHourLater = Date.parse('2026-01-31T11:01:00Z')

const key = [{ type: 'primary_key', columns: ['id'] }]
const nodes = [
  modelNode('customers'),
  modelNode('orders'),
  columnTest('unique', 'customers', 'id'),
  columnTest('not_null', 'customers', 'id'),
  columnTest('relationships', 'orders', 'customer', {
    depends_on: { nodes: [model, 'model.shop.orders'] },
  }),
  {
    unique_id: query,
    name: 'totals_add_up',
    resource_type: 'test',
    depends_on: { nodes: ['model.shop.orders', model] },
    config: {},
  },
]

/** The model of a project whose last run results are these. */
async function customers(results: string | undefined, option = ''): Promise<Model> {
  const files = dbtFiles(nodes, {
    '../dbt/target/manifest.json': manifest(nodes, {
      unit_tests: { [unit]: { unique_id: unit, name: 'counts', depends_on: { nodes: [model] } } },
    }),
    '../dbt/target/run_results.json': results,
  })
  const revYaml = files['rev.yaml']?.replace('../dbt }', `../dbt${option} }`)
  const found = (await load({ ...files, 'rev.yaml': revYaml })).models.get('customers')
  if (found === undefined) throw new Error('the project has no model customers')
  return found
}

async function notesOf(results: string | undefined, option?: string): Promise<readonly string[]> {
  return checkDbt(await customers(results, option), anHourLater)
}

test('a model whose tests passed is read, and nothing has to be said', async () => {
  expect(await notesOf(runResults(passed))).toEqual([])
})

test.each([
  ['fail', unique, /the dbt test unique_customers_id failed \(3 results\)/],
  ['error', notNull, /not_null_customers_id could not run \(3 results\)/],
  ['runtime error', notNull, /not_null_customers_id could not run/],
  ['fail', query, /totals_add_up failed/],
  ['fail', unit, /counts failed/],
  ['error', model, /dbt could not build it \(error\): Catalog Error: no table\./],
  ['partial success', model, /could not build it \(partial success\)/],
])('the status %s of %s stops the run', async (status, id, message) => {
  await expect(notesOf(runResults({ ...passed, [id]: status }))).rejects.toMatchObject({
    code: 'REV_DBT_FAILED',
    message: expect.stringMatching(message),
    place: { file: '../dbt/models/customers.sql' },
  })
})

test('all tests that failed are named at once', async () => {
  const results = runResults({ ...passed, [unique]: 'fail', [notNull]: 'fail' })
  await expect(notesOf(results)).rejects.toThrow(/unique_customers_id.*; .*not_null_customers_id/)
})

test('a test that is attached to another model stops nothing', async () => {
  const results = { ...passed, 'test.shop.relationships_orders_customer': 'fail' }
  expect(await notesOf(runResults(results))).toEqual([])
})

test.each([
  [
    'a test that only warns',
    runResults({ ...passed, [unique]: 'warn' }),
    /unique_customers_id warned \(3/,
  ],
  ['a model that was skipped', runResults({ ...passed, [model]: 'skipped' }), /earlier build/],
  ['no run results', undefined, /left no run_results/],
  [
    'results that ran no tests',
    runResults({ [model]: 'success' }, { command: 'run' }),
    /command was run/,
  ],
  ['results of dbt docs', runResults(passed, { command: 'generate' }), /was generate/],
  [
    'tests of other models alone',
    runResults({ 'model.shop.orders': 'success' }),
    /none of the model/,
  ],
  [
    'a manifest that is newer than the results',
    runResults(passed, { generated_at: '2026-01-31T09:00:00Z', invocation_id: 'earlier' }),
    /manifest is newer/,
  ],
])('is noted: %s', async (_name, results, note) => {
  expect(await notesOf(results)).toEqual([expect.stringMatching(note)])
})

test('results of one command are as fresh as their manifest, which it writes first', async () => {
  const results = runResults(passed, { generated_at: '2026-01-31T09:59:00Z' })
  expect(await notesOf(results)).toEqual([])
})

test('with max_age, results beyond it stop the run, and those within do not', async () => {
  expect(await notesOf(runResults(passed), ', max_age: 2h')).toEqual([])
  await expect(notesOf(runResults(passed), ', max_age: 30m')).rejects.toMatchObject({
    code: 'REV_DBT_STALE',
    message: expect.stringContaining('2026-01-31T10:01:00Z, 1 h old where 0.5 h are allowed'),
  })
})

test.each([
  ['none', undefined],
  ['those of a command without tests', runResults(passed, { command: 'generate' })],
  ['those of other models', runResults({ [model]: 'success' })],
])('with max_age, results are missed where there are %s', async (_name, results) => {
  await expect(notesOf(results, ', max_age: 2h')).rejects.toMatchObject({ code: 'REV_DBT_STALE' })
})

test('a failed test is told before results that are too old', async () => {
  const results = runResults({ ...passed, [unique]: 'fail' })
  await expect(notesOf(results, ', max_age: 1m')).rejects.toMatchObject({ code: 'REV_DBT_FAILED' })
})

test('a test that did not run is counted, since it may be the one that failed before', async () => {
  const { [notNull]: _left, ...others } = passed
  expect(await notesOf(runResults(others))).toEqual([
    "dbt's last command ran 3 of the model's 4 tests",
  ])
})

test.each([
  ['run', { [model]: 'success' }, undefined],
  ['generate', { [model]: 'success' }, 'was generate, which builds nothing'],
  ['build', { 'model.shop.orders': 'success' }, 'did not build the model'],
])('a model without tests has to be built: %s of %o', async (command, statuses, note) => {
  const files = dbtFiles([modelNode('customers', { constraints: key })], {
    '../dbt/target/run_results.json': runResults(statuses, { command }),
  })
  const found = (await load(files)).models.get('customers')
  const notes = found && (await checkDbt(found, anHourLater))
  expect(notes?.join()).toContain(note ?? '')
  expect(notes).toHaveLength(note === undefined ? 0 : 1)
})

test('a model whose SQL refers to one of dbt stops with that one', async () => {
  const files = dbtFiles(nodes, {
    'models/top.sql': "-- key: id\nselect id from {{ ref('middle') }}",
    'models/middle.sql': "select id from {{ ref('customers') }}",
    'syncs/people.yaml': goodFiles['syncs/people.yaml'].replace('model: people', 'model: top'),
    '../dbt/target/run_results.json': runResults({ ...passed, [unique]: 'fail' }),
  })
  const top = (await load(files)).models.get('top')
  await expect(top && checkDbt(top, anHourLater)).rejects.toMatchObject({
    code: 'REV_DBT_FAILED',
    message: expect.stringContaining(
      'Failed to read customers: the dbt test unique_customers_id failed',
    ),
  })
})

test.each([
  ['a result without a status', { results: [{ unique_id: unique }] }],
  ['results that are no list', { results: {} }],
])('is an error and not taken for passed: %s', async (_name, more) => {
  const results = JSON.stringify({ ...(JSON.parse(runResults(passed)) as object), ...more })
  await expect(notesOf(results)).rejects.toMatchObject({ code: 'REV_DBT_ARTIFACT' })
})

test('run results of a version that is not known are an error and not taken for passed', async () => {
  await expect(notesOf(runResults(passed, { version: 9 }))).rejects.toMatchObject({
    code: 'REV_DBT_ARTIFACT',
  })
})
