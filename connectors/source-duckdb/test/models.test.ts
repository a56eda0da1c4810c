import { writeFileSync, mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createProject, sql } from './duckdb-files.ts'

test('a table and a view of a database file are read, other schemas too', async () => {
  using project = createProject()
  await project.write(
    'shop.duckdb',
    `CREATE TABLE customers AS SELECT 1 AS id, 'ann@example.com' AS email;
     CREATE SCHEMA "Old stuff"; CREATE VIEW "Old stuff"."v ""1""" AS SELECT id FROM customers;`,
  )
  await using source = await project.open({ path: 'shop.duckdb' })
  expect((await source.read({ kind: 'table', table: ['customers'] })).rows).toEqual([
    ['1', 'ann@example.com'],
  ])
  expect((await source.read({ kind: 'table', table: ['Old stuff', 'v "1"'] })).rows).toEqual([
    ['1'],
  ])
  expect((await source.read(sql('SELECT count(*) FROM shop.main.customers'))).rows).toEqual([['1']])
})

test('discover lists tables and views with their columns, in a stable order', async () => {
  using project = createProject()
  await project.write(
    'shop.duckdb',
    'CREATE TABLE b (id BIGINT, amount DECIMAL(9, 2)); CREATE VIEW a AS SELECT id FROM b; CREATE TABLE c (x INT); CREATE VIEW broken AS SELECT x FROM c; DROP TABLE c;',
  )
  await using source = await project.open({ path: 'shop.duckdb' })
  const { tables } = await source.discover()
  expect(tables.map(({ path: name }) => name.join('.'))).toEqual(['main.a', 'main.b'])
  expect(tables[1]?.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'id integer',
    'amount decimal',
  ])
  expect(source.logs.some(({ message }) => message.includes('left out'))).toBe(true)
})

test('files are read by their ending, by path or glob, compressed too', async () => {
  using project = createProject()
  const file = (name: string) => path.join(project.path, name)
  writeFileSync(file('a1.csv'), 'id,name\n1,"x, ""y"""\n')
  writeFileSync(file('a2.csv'), 'id,name\n2,\n')
  writeFileSync(file('b.jsonl'), '{"id": 9007199254740993, "tags": ["a"]}\n')
  await project.write(
    'w.duckdb',
    `COPY (SELECT 1.5::DECIMAL(9, 1) AS n) TO '${file('c.parquet')}'; COPY (SELECT 7 AS n) TO '${file('d.csv.gz')}'`,
  )
  await using source = await project.open()
  const read = async (...paths: string[]) =>
    (await source.read({ kind: 'files', paths: paths.map(file) })).rows
  expect(await read('a*.csv')).toEqual([
    ['1', 'x, "y"'],
    ['2', null],
  ])
  expect(await read('a2.csv', 'a1.csv')).toHaveLength(2)
  expect(await read('b.jsonl')).toEqual([['9007199254740993', '["a"]']])
  expect(await read('c.parquet')).toEqual([['1.5']])
  expect(await read('d.csv.gz')).toEqual([['7']])
})

test('a file whose name looks like a glob is read by exactly that name', async () => {
  using project = createProject()
  writeFileSync(path.join(project.path, 'all[1]*.csv'), 'id\n1\n')
  writeFileSync(path.join(project.path, 'all1x.csv'), 'id\n2\n')
  await using source = await project.open()
  const { rows } = await source.read({
    kind: 'files',
    paths: [path.join(project.path, 'all[1]*.csv')],
  })
  expect(rows).toEqual([['1']])
})

test('CSV options reach the reader', async () => {
  using project = createProject()
  const paths = [path.join(project.path, 'codes.csv')]
  writeFileSync(paths[0] ?? '', 'code;city\n00123;Bern\n00456;NA\n')
  await using source = await project.open({
    csv: { delimiter: ';', header: true, allText: true, nullText: 'NA' },
  })
  expect((await source.read({ kind: 'files', paths })).rows).toEqual([
    ['00123', 'Bern'],
    ['00456', null],
  ])
})

test('relative paths in SQL count from the project and not from where rev was started', async () => {
  using project = createProject()
  mkdirSync(path.join(project.path, 'data'))
  writeFileSync(path.join(project.path, 'data/x.csv'), 'id\n1\n')
  await using source = await project.open()
  for (const text of ["SELECT * FROM 'data/x.csv'", "SELECT * FROM read_csv('data/*.csv')"]) {
    expect((await source.read(sql(text))).rows).toEqual([['1']])
    expect(await source.duckdbQuery(sql(text))).toMatchObject({ fileSearchPath: project.path })
  }
})

test('SQL that names a file of the folder where rev was started is refused', async () => {
  using project = createProject()
  writeFileSync(path.join(project.path, 'package.json'), '{"id": 1}')
  await using source = await project.open()
  await expect(source.read(sql("SELECT * FROM 'package.json'"))).rejects.toMatchObject({
    code: 'REV_MODEL_SQL',
    message: expect.stringContaining('where rev was started'),
  })
})

test('the statement for the local engine names the database that it reads', async () => {
  using project = createProject()
  await project.write('memory.duckdb', 'CREATE TABLE t AS SELECT 1 AS id')
  await using source = await project.open({ path: 'memory.duckdb' })
  expect(await source.duckdbQuery({ kind: 'table', table: ['t'] })).toMatchObject({
    attach: [{ path: path.join(project.path, 'memory.duckdb'), alias: 'source_memory' }],
    defaultDatabase: 'source_memory',
  })
})

test('comments, semicolons and quotes around and in the statement do no harm', async () => {
  using project = createProject()
  await using source = await project.open()
  const texts = [
    'SELECT 1 AS a;',
    'SELECT 1 AS a -- the end; really',
    '-- first; \nSELECT 1 AS a; -- last;',
    '/* a; */ SELECT 1 AS a ; ; ',
    ";SELECT 1 AS a WHERE ';' = $$;$$ AND e'\\';' <> ''",
    'FROM (VALUES (1)) AS t(a)',
    'WITH x AS (SELECT 1 AS a) FROM x',
  ]
  for (const text of texts) {
    expect((await source.read(sql(text))).rows, text).toEqual([['1']])
  }
})

test('columns with the names that JavaScript and SQL reserve arrive under them', async () => {
  using project = createProject()
  await using source = await project.open()
  const { columns, rows } = await source.read(
    sql(
      'SELECT 1 AS "__proto__", 2 AS "select", 3 AS "a ""b""", 4 AS "rev_0", 5 AS ""'.replace(
        ', 5 AS ""',
        '',
      ),
    ),
  )
  expect(columns.map(({ name }) => name)).toEqual(['__proto__', 'select', 'a "b"', 'rev_0'])
  expect(rows).toEqual([['1', '2', '3', '4']])
})

test('many rows come in chunks, each row once', async () => {
  using project = createProject()
  await using source = await project.open()
  const { rows } = await source.read(sql('SELECT range AS id FROM range(100000)'))
  expect(new Set(rows.map(([id]) => id)).size).toBe(100_000)
})

test('a preview stops after so many rows', async () => {
  using project = createProject()
  await using source = await project.open()
  const { rows } = await source.read(sql('SELECT range FROM range(100000)'), { rowsMax: 3 })
  expect(rows).toHaveLength(3)
})

test('a read leaves no file behind', async () => {
  using project = createProject()
  await project.write('shop.duckdb', 'CREATE TABLE t AS SELECT 1 AS id')
  await using source = await project.open({ path: 'shop.duckdb' })
  await source.read({ kind: 'table', table: ['t'] })
  expect(readdirSync(project.path)).toEqual(['shop.duckdb'])
})

test('a change between two calls is seen', async () => {
  using project = createProject()
  await project.write('shop.duckdb', 'CREATE TABLE t AS SELECT 1 AS id')
  await using source = await project.open({ path: 'shop.duckdb' })
  await source.read({ kind: 'table', table: ['t'] })
  await project.write('shop.duckdb', 'INSERT INTO t VALUES (2)')
  expect((await source.read({ kind: 'table', table: ['t'] })).rows).toEqual([['1'], ['2']])
})
