import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { pushdownOf, type OpenSource } from '@revetl/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { createProject, sql, type Project } from './duckdb-files.ts'

async function shop(statements = 'CREATE TABLE t AS SELECT 1 AS id'): Promise<{
  readonly project: Project
  readonly source: OpenSource
}> {
  const project = createProject()
  onTestFinished(() => project[Symbol.dispose]())
  await project.write('shop.duckdb', statements)
  return { project, source: await project.open({ path: 'shop.duckdb' }) }
}

async function sqlOf(source: OpenSource, text: string, salt = '') {
  const request = { model: sql(text), keys: ['k'], columns: ['v'], salt }
  return pushdownOf(source).model(request)
}

test.for([
  ['null and an empty text', 'NULL', "''"],
  ['null and its word', 'NULL', "'null'"],
  ['texts that differ by case, whatever collation compares them', "'A' COLLATE NOCASE", "'a'"],
  ['1.0 and 1.00', '1.0', '1.00'],
  ['a list and its text', '[1]', "'[1 ]'"],
] as [string, string, string][])('tells %s apart', async ([, one, other]) => {
  const { source } = await shop()
  const prints = []
  for (const literal of [one, other]) {
    const { from, print } = await sqlOf(source, `SELECT 1 AS k, ${literal} AS v`)
    prints.push((await source.read(sql(`SELECT ${print} FROM ${from}`))).rows[0]?.[0])
  }
  expect(prints[0]).not.toBe(prints[1])
})

test.for([
  ["'A' COLLATE NOCASE", "'a'", false],
  ['1.50::DECIMAL(9,2)', '1.5::DECIMAL(9,4)', true],
  ['0.1::FLOAT', '0.1::DOUBLE::FLOAT', true],
  ["'-0'::DOUBLE", '0::DOUBLE', true],
] as [string, string, boolean][])(
  'takes the keys %s and %s for one: %s',
  async ([one, other, isSame]) => {
    const { source } = await shop()
    const text = `SELECT ${one} AS k, 1 AS v UNION ALL SELECT ${other}, 2`
    const { from, keys } = await sqlOf(source, text)
    const { rows } = await source.read(sql(`SELECT count(DISTINCT ${keys[0]}) FROM ${from}`))
    expect(rows).toEqual([[isSame ? '1' : '2']])
  },
)

test('keys of more than 64 bits are their digits', async () => {
  const { source } = await shop()
  const model = 'SELECT 1267650600228229401496703205377::HUGEINT AS k, 1 AS v'
  const { from, keys } = await sqlOf(source, model)
  const { rows } = await source.read(sql(`SELECT ${keys[0]} FROM ${from}`))
  expect(rows).toEqual([['1267650600228229401496703205377']])
})

test('takes names with quotes, reserved words and names of its own', async () => {
  const { source } = await shop()
  const columns = ['select', 'a"b', 'm', 'c1', "it's"]
  const list = columns.map((name, index) => `${index} AS "${name.replaceAll('"', '""')}"`)
  const model = sql(`SELECT ${list.join(', ')}`)
  const parts = await pushdownOf(source).model({ model, keys: ['a"b'], columns, salt: '' })
  const { rows } = await source.read(sql(`SELECT ${parts.texts.join(', ')} FROM ${parts.from}`))
  expect(rows).toEqual([['0', '1', '2', '3', '4']])
})

test('keeps its tables in a file beside the database, which it never writes', async () => {
  const { project, source } = await shop()
  const pushdown = pushdownOf(source)
  await pushdown.prepare('_rev')
  await pushdown.execute(['CREATE TABLE "_rev_t" AS SELECT id + 1 AS n FROM t'])
  expect((await source.read(sql('SELECT id, n FROM t, "_rev_t"'))).rows).toEqual([['1', '2']])
  expect((await source.discover()).tables.map((table) => table.path)).toEqual([['main', 't']])
  expect(existsSync(path.join(project.path, 'shop.rev-scratch.duckdb'))).toBe(true)
  await expect(pushdown.execute(['DROP TABLE shop.t'])).rejects.toMatchObject({
    message: expect.stringContaining('read-only') as string,
  })
})

test('keeps all of its statements or none', async () => {
  const { source } = await shop()
  const failing = ['CREATE TABLE "_rev_kept" (a INT)', "SELECT error('no')"]
  await expect(pushdownOf(source).execute(failing)).rejects.toMatchObject({ code: 'REV_MODEL_SQL' })
  await expect(source.read(sql('FROM "_rev_kept"'))).rejects.toMatchObject({
    code: 'REV_MODEL_NOT_FOUND',
  })
})

test('many at once write and read one after the other, and lose nothing', async () => {
  const { project } = await shop()
  const sources = await Promise.all(
    Array.from({ length: 4 }, () => project.open({ path: 'shop.duckdb' })),
  )
  await Promise.all(
    sources.map(async (source, one) => {
      const table = `"_rev_${one}"`
      await pushdownOf(source).execute([`CREATE TABLE ${table} AS SELECT ${one} AS n`])
      for (let round = 0; round < 5; round++) {
        await pushdownOf(source).execute([`INSERT INTO ${table} SELECT n FROM ${table}`])
        // A read that nobody goes on with holds nothing back.
        await source.stream(sql(`FROM ${table}`))
        const { rows } = await source.read(sql(`SELECT count(*), min(n) FROM ${table}`))
        expect(rows).toEqual([[String(2 ** (round + 1)), String(one)]])
      }
    }),
  )
})

test('stops when it is aborted, and keeps nothing', async () => {
  const { source } = await shop()
  const abort = new AbortController()
  const endless =
    'CREATE TABLE "_rev_half" AS SELECT count(*) FROM range(1000000) a, range(1000000) b'
  const running = pushdownOf(source).execute([endless], abort.signal)
  setTimeout(() => abort.abort(), 200)
  await expect(running).rejects.toMatchObject({ code: 'REV_RUN_CANCELLED' })
  await expect(source.read(sql('FROM "_rev_half"'))).rejects.toThrow('_rev_half')
})

test('says what is missing where its tables cannot be written', async () => {
  const { project, source } = await shop()
  mkdirSync(path.join(project.path, 'shop.rev-scratch.duckdb'))
  await expect(pushdownOf(source).prepare('_rev')).rejects.toMatchObject({
    code: 'REV_AUTH_SCOPE',
    hint: expect.stringContaining('shop.rev-scratch.duckdb') as string,
  })
  const files = await project.open()
  await expect(pushdownOf(files).prepare('_rev')).rejects.toMatchObject({
    code: 'REV_AUTH_SCOPE',
    message: expect.stringContaining('reads files') as string,
  })
})
