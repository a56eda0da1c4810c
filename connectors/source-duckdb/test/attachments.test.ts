import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { version } from '@duckdb/node-api'
import { expect, onTestFinished, test } from 'vitest'
import { createProject, runInDuckdb, sql, type Project } from './duckdb-files.ts'

async function shop(): Promise<Project> {
  const project = createProject()
  onTestFinished(() => project[Symbol.dispose]())
  await project.write('shop.duckdb', 'CREATE TABLE orders AS SELECT 1 AS customer, 1.50 AS total')
  await project.write(
    'crm.duckdb',
    `CREATE SCHEMA sales; CREATE TABLE sales.customers AS SELECT * FROM (VALUES (1, 'ann'), (2, 'bob')) t(id, name);
     CREATE VIEW names AS SELECT name FROM sales.customers`,
  )
  await project.write('empty.duckdb', 'SELECT 1')
  return project
}

const both = { path: 'shop.duckdb', attach: { crm: 'crm.duckdb' } }
const join = sql(
  'SELECT c.name, o.total FROM crm.sales.customers c LEFT JOIN orders o ON o.customer = c.id ORDER BY c.id',
)
const joined = [
  ['ann', '1.50'],
  ['bob', null],
]

/** A home folder in which no extension is installed. */
function homeWithout(project: Project): void {
  const { HOME } = process.env
  process.env['HOME'] = project.path
  onTestFinished(() => {
    process.env['HOME'] = HOME
  })
}

test('models join over several databases, with and without a path', async () => {
  const project = await shop()
  await using source = await project.open(both)
  expect((await source.read(join)).rows).toEqual(joined)
  await using more = await project.open({
    attach: { crm: { type: 'duckdb', path: 'crm.duckdb' }, 'a-b': 'shop.duckdb' },
  })
  const model = { kind: 'table' as const, table: ['a-b', 'main', 'orders'] }
  expect((await more.read(model)).rows).toEqual([['1', '1.50']])
  await expect(more.read({ kind: 'table', table: ['orders'] })).rejects.toMatchObject({
    code: 'REV_MODEL_NOT_FOUND',
  })
})

test('the statement for the local engine attaches all of them and gives the same', async () => {
  const project = await shop()
  await using source = await project.open(both)
  const query = await source.duckdbQuery(join)
  expect(query).toMatchObject({
    attach: [
      { alias: 'shop', path: path.join(project.path, 'shop.duckdb') },
      { alias: 'crm', path: path.join(project.path, 'crm.duckdb') },
    ],
    defaultDatabase: 'shop',
  })
  expect(query && (await runInDuckdb(query))).toEqual(joined)
})

test('discover and check cover all of them', async () => {
  const project = await shop()
  await using source = await project.open({
    ...both,
    attach: { ...both.attach, empty: 'empty.duckdb' },
  })
  const { tables } = await source.discover()
  expect(tables.map((table) => table.path.join('.'))).toEqual([
    'main.orders',
    'crm.main.names',
    'crm.sales.customers',
  ])
  expect(await source.check()).toEqual({
    account: {
      id: path.join(project.path, 'shop.duckdb'),
      name: `${path.join(project.path, 'shop.duckdb')} with crm, empty`,
    },
    warnings: ['empty has no table or view that can be read.'],
  })
})

test('none of them is written, also where they are compared inside', async () => {
  const project = await shop()
  await using source = await project.open(both)
  await expect(source.pushdown?.execute(['DELETE FROM crm.sales.customers'])).rejects.toThrow(
    /read-only/,
  )
  await source.pushdown?.execute(['CREATE TABLE "_rev_t" AS SELECT id FROM crm.sales.customers'])
  expect((await source.read(sql('SELECT count(*) FROM "_rev_t"'))).rows).toEqual([['2']])
})

test('a file that is missing is named with its option', async () => {
  const project = await shop()
  await using source = await project.open({ attach: { crm: 'none.duckdb' } })
  await expect(source.check()).rejects.toMatchObject({
    code: 'REV_MODEL_NOT_FOUND',
    message: `Failed to open ${path.join(project.path, 'none.duckdb')}: no such file.`,
    hint: expect.stringContaining('`attach.crm`') as string,
  })
})

test('MotherDuck is not compared inside, and files alone neither', async () => {
  const project = await shop()
  const cloud = { cloud: { type: 'motherduck' } }
  await using source = await project.open({ ...both, attach: cloud, motherduckToken: 'secret' })
  await expect(source.pushdown?.prepare('_rev')).rejects.toMatchObject({
    code: 'REV_AUTH_SCOPE',
    message: expect.stringContaining('MotherDuck') as string,
    hint: expect.stringContaining('diff: local') as string,
  })
})

test.each([
  ['iceberg', 'iceberg'],
  ['vendor/spatial.duckdb_extension', 'spatial'],
])('an extension that is not there (%s) says how to get it', async (extension, name) => {
  const project = await shop()
  homeWithout(project)
  await using source = await project.open({ extensions: [extension] })
  const model = sql('SELECT 1')
  for (const call of [() => source.check(), () => source.read(model), () => source.discover()]) {
    await expect(call()).rejects.toMatchObject({
      code: 'REV_READ_FAILED',
      kind: 'environment',
      message: expect.stringContaining(`${name}.duckdb_extension`) as string,
      hint: expect.stringMatching(new RegExp(`INSTALL ${name}".*${version()}`)) as string,
    })
  }
  expect(await source.duckdbQuery(sql('SELECT 1'))).toBeUndefined()
})

test('the extension of a database is needed without being named', async () => {
  const project = await shop()
  homeWithout(project)
  const server = { host: '127.0.0.1', database: 'd', user: 'u', password: 'nobody may see it' }
  for (const [attached, name] of [
    [{ type: 'sqlite', path: 'crm.sqlite' }, 'sqlite'],
    [{ type: 'postgres', ...server }, 'postgres'],
    [{ type: 'mysql', ...server }, 'mysql'],
    [{ type: 'motherduck' }, 'motherduck'],
  ] as const) {
    await using source = await project.open({
      attach: { more: attached },
      motherduckToken: 'nobody may see it',
    })
    const error = await source.check().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'REV_READ_FAILED',
      hint: expect.stringContaining(`INSTALL ${name}"`) as string,
    })
    expect(JSON.stringify([error, String(error), source.logs])).not.toContain('nobody')
  }
})

test('a folder that is a table, and SQL that reads one, name the extension that is needed', async () => {
  const project = await shop()
  mkdirSync(path.join(project.path, 'a/_delta_log'), { recursive: true })
  mkdirSync(path.join(project.path, 'b/metadata'), { recursive: true })
  writeFileSync(path.join(project.path, 'b/metadata/v1.metadata.json'), '{}')
  await using source = await project.open()
  for (const [folder, name] of [
    ['a', 'delta'],
    ['b', 'iceberg'],
  ] as const) {
    const paths = [path.join(project.path, folder)]
    await expect(source.describe({ kind: 'files', paths })).rejects.toMatchObject({
      code: 'REV_CONFIG_INVALID',
      message: expect.stringContaining(name) as string,
      hint: expect.stringContaining(`INSTALL ${name}"`) as string,
    })
    await expect(source.describe(sql(`FROM ${name}_scan('${folder}')`))).rejects.toMatchObject({
      code: 'REV_MODEL_SQL',
      hint: expect.stringContaining(`\`${name}\` in \`extensions\``) as string,
    })
  }
})

test.each([
  [{ attach: { temp: 'crm.duckdb' } }, 'attach.temp'],
  [{ attach: { Rev_x: 'crm.duckdb' } }, 'attach.Rev_x'],
  [{ path: 'shop.duckdb', attach: { Shop: 'crm.duckdb' } }, 'attach.Shop'],
  [{ attach: { a: 'crm.duckdb', A: 'crm.duckdb' } }, 'attach.A'],
  [{ attach: { 'a.b': 'crm.duckdb' } }, 'attach'],
  [{ attach: { cloud: { type: 'motherduck' } } }, 'motherduckToken'],
  [{ extensions: ['INSTALL x'] }, 'extensions'],
  [{ guessIcebergVersion: true }, 'guessIcebergVersion'],
  [
    {
      attach: {
        crm: { type: 'mysql', host: 'h', database: 'd', user: 'u', parameters: { passwd: 'x' } },
      },
    },
    'attach.crm',
  ],
])('the configuration %j is refused at %s', async (config, at) => {
  const project = await shop()
  await expect(project.open(config)).rejects.toMatchObject({
    code: 'REV_CONFIG_INVALID',
    message: expect.stringContaining(at) as string,
  })
})
