import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createProject, sql } from './duckdb-files.ts'

test('bad SQL has its line and its column', async () => {
  using project = createProject()
  await using source = await project.open()
  await expect(
    source.describe(sql("SELECT 'é' AS a,\n  nope\nFROM range(3)")),
  ).rejects.toMatchObject({
    code: 'REV_MODEL_SQL',
    message: 'Failed to read the model: Referenced column "nope" not found in FROM clause!',
    place: { file: '', line: 2, column: 3 },
  })
  await expect(source.describe(sql('SELEC 1'))).rejects.toMatchObject({
    code: 'REV_MODEL_SQL',
    message: 'Failed to read the model: syntax error at or near "SELEC"',
    place: { file: '', line: 1, column: 1 },
  })
})

test.each([
  ['SELECT 1; SELECT 2'],
  ['CREATE TABLE t (a INT)'],
  ["COPY (SELECT 1) TO 'out.csv'"],
  ["ATTACH 'x.duckdb'"],
  ['SET threads = 1'],
  ['EXPLAIN SELECT 1'],
  ['SELECT 1; DROP TABLE t'],
  ['SELECT ?::INTEGER'],
  ['PRAGMA version'],
  [''],
  ['-- nothing'],
])('%j is not exactly one query and does nothing', async (text) => {
  using project = createProject()
  await using source = await project.open()
  await expect(source.read(sql(text))).rejects.toMatchObject({ code: 'REV_MODEL_NOT_A_QUERY' })
  expect(existsSync(path.join(project.path, 'out.csv'))).toBe(false)
})

test('a model cannot write to the database', async () => {
  using project = createProject()
  await project.write('shop.duckdb', 'CREATE TABLE t AS SELECT 1 AS id; CREATE SEQUENCE s')
  await using source = await project.open({ path: 'shop.duckdb' })
  await expect(source.read(sql('INSERT INTO t VALUES (2) RETURNING id'))).rejects.toMatchObject({
    code: 'REV_MODEL_NOT_A_QUERY',
  })
  await expect(source.read(sql("SELECT nextval('s')"))).rejects.toMatchObject({
    code: 'REV_MODEL_SQL',
    message: expect.stringContaining('read-only'),
  })
})

test('a missing file is named, in SQL and in a list of files', async () => {
  using project = createProject()
  await using source = await project.open()
  const missing = path.join(project.path, 'none-*.parquet')
  const expected = { code: 'REV_MODEL_NOT_FOUND' }
  await expect(source.describe({ kind: 'files', paths: [missing] })).rejects.toMatchObject({
    ...expected,
    message: expect.stringContaining(missing),
  })
  await expect(source.describe(sql("SELECT * FROM 'data/none.csv'"))).rejects.toMatchObject({
    ...expected,
    message: expect.stringContaining('data/none.csv'),
  })
})

test('a missing table is named with what may be meant', async () => {
  using project = createProject()
  await project.write('shop.duckdb', 'CREATE TABLE customers AS SELECT 1 AS id')
  await using source = await project.open({ path: 'shop.duckdb' })
  await expect(source.describe({ kind: 'table', table: ['custmers'] })).rejects.toMatchObject({
    code: 'REV_MODEL_NOT_FOUND',
    message: expect.stringContaining('custmers'),
    hint: 'Is it customers?',
  })
})

test('two columns of one name are refused', async () => {
  using project = createProject()
  await using source = await project.open()
  await expect(source.describe(sql('SELECT 1 AS id, 2 AS "ID"'))).rejects.toMatchObject({
    code: 'REV_MODEL_COLUMN',
  })
})

test('files of two formats or of an unknown one are refused', async () => {
  using project = createProject()
  await using source = await project.open()
  for (const paths of [['/a.csv', '/b.parquet'], ['/a.xlsx']]) {
    await expect(source.describe({ kind: 'files', paths })).rejects.toMatchObject({
      code: 'REV_CONFIG_INVALID',
    })
  }
})

test('nothing is fetched from elsewhere', async () => {
  using project = createProject()
  await using source = await project.open()
  await expect(
    source.describe(sql("SELECT * FROM 'http://127.0.0.1:9/x.csv'")),
  ).rejects.toMatchObject({ code: 'REV_MODEL_SQL', message: expect.stringContaining('httpfs') })
})

test('a query that fails half-way is a failed read and never fewer rows', async () => {
  using project = createProject()
  await using source = await project.open()
  const text =
    "SELECT (CASE WHEN range = 290000 THEN 'x' ELSE '1' END)::INTEGER AS n FROM range(300000)"
  await expect(source.read(sql(text))).rejects.toMatchObject({
    code: 'REV_MODEL_SQL',
    message: expect.stringContaining("'x'"),
  })
})

test('a CSV value that does not fit its column is told with its line', async () => {
  using project = createProject()
  const file = path.join(project.path, 'late.csv')
  const lines = Array.from({ length: 30_000 }, (_, index) => index)
  writeFileSync(file, `id\n${lines.join('\n')}\nlast\n`)
  await using source = await project.open()
  await expect(source.read({ kind: 'files', paths: [file] })).rejects.toMatchObject({
    code: 'REV_MODEL_SQL',
    message: expect.stringContaining('30002'),
  })
})

test('an abort ends a long query and a stream under way', async () => {
  using project = createProject()
  await using source = await project.open()
  const query = new AbortController()
  const read = source.read(sql('SELECT count(*) FROM range(1000000000000)'), {
    signal: query.signal,
  })
  setImmediate(() => query.abort())
  await expect(read).rejects.toMatchObject({ code: 'REV_RUN_CANCELLED' })

  const stream = new AbortController()
  const { chunks } = await source.stream(sql('SELECT range FROM range(100000)'), {
    signal: stream.signal,
  })
  expect((await chunks.next()).done).toBe(false)
  stream.abort()
  await expect(chunks.next()).rejects.toMatchObject({ code: 'REV_RUN_CANCELLED' })
})

test('a reader that leaves early closes what it opened', async () => {
  using project = createProject()
  await project.write('shop.duckdb', 'CREATE TABLE t AS SELECT range AS id FROM range(10000)')
  await project.write('more.duckdb', 'CREATE TABLE u AS SELECT 1 AS id')
  await using source = await project.open({ path: 'shop.duckdb', attach: { more: 'more.duckdb' } })
  const { chunks } = await source.stream(sql('SELECT t.id FROM t, more.u'))
  for await (const chunk of chunks) {
    expect(chunk.rowCount).toBeGreaterThan(0)
    // Another process may write to what was read while the rest of the rows is on its way.
    await holdDatabase(path.join(project.path, 'shop.duckdb'), async () => {})
    await holdDatabase(path.join(project.path, 'more.duckdb'), async () => {})
    break
  }
})

test('a database that another process holds is an error of the environment that names it', async () => {
  using project = createProject()
  await project.write('shop.duckdb', 'CREATE TABLE t AS SELECT 1 AS id')
  await using source = await project.open({ path: 'shop.duckdb' })
  await holdDatabase(path.join(project.path, 'shop.duckdb'), async (pid) => {
    const error = await source.check().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'REV_READ_FAILED',
      kind: 'environment',
      message: expect.stringContaining(`process ${pid}`),
    })
  })
  await expect(source.check()).resolves.toMatchObject({
    account: { id: path.join(project.path, 'shop.duckdb') },
  })
})

test('a database that is missing or no database is told apart', async () => {
  using project = createProject()
  writeFileSync(path.join(project.path, 'notes.duckdb'), 'not a database')
  await using missing = await project.open({ path: 'none.duckdb' })
  await expect(missing.check()).rejects.toMatchObject({ code: 'REV_MODEL_NOT_FOUND' })
  expect(existsSync(path.join(project.path, 'none.duckdb'))).toBe(false)
  await using broken = await project.open({ path: 'notes.duckdb' })
  await expect(broken.check()).rejects.toMatchObject({
    code: 'REV_READ_FAILED',
    message: expect.stringContaining('not a valid DuckDB database'),
  })
})

/** Another process opens a database for writing until the work is done. */
async function holdDatabase(file: string, work: (pid: number) => Promise<void>): Promise<void> {
  const script = `
    import { DuckDBInstance } from '@duckdb/node-api'
    const instance = await DuckDBInstance.create(${JSON.stringify(file)})
    const connection = await instance.connect()
    process.stdout.write('held')
    process.stdin.once('end', () => process.exit()).resume()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const [said] = await Promise.race([once(child.stdout, 'data'), exited])
  expect(String(said)).toBe('held')
  await work(child.pid ?? 0)
  child.stdin.end()
  await exited
}
