import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ModelQuery } from '@revetl/sdk'
import { scratchLiteral } from '@revetl/sdk/sql'
import type { OpenPushdown, OpenSource } from '@revetl/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { createProject, open, type Project } from './project.ts'

const sql = (text: string): ModelQuery => ({ kind: 'sql', sql: text })

interface Shop {
  readonly project: Project
  readonly source: OpenSource
  readonly pushdown: OpenPushdown
}

async function shop(statements = 'create table t as select 1 as id'): Promise<Shop> {
  const project = createProject(statements)
  onTestFinished(() => project[Symbol.dispose]())
  const source = await open(project)
  onTestFinished(() => source[Symbol.asyncDispose]())
  const { pushdown } = source
  if (pushdown === undefined) throw new Error('the source has no pushdown')
  return { project, source, pushdown }
}

type Parts = Awaited<ReturnType<OpenPushdown['model']>>

/** What the database makes of the rows of a model with the key `k` and the value `v`. */
async function compared(
  { source, pushdown }: Shop,
  text: string,
  expressions: (parts: Parts) => readonly string[],
) {
  const parts = await pushdown.model({ model: sql(text), keys: ['k'], columns: ['v'], salt: 'ab' })
  const list = expressions(parts).map((one, index) => `${one} AS x${index}`)
  const select = `SELECT ${list.join(', ')} FROM ${parts.from} ${pushdown.dialect.fence}`
  const table = 'rev_scratch."_rev_compared"'
  await pushdown.execute([`DROP TABLE IF EXISTS ${table}`, `CREATE TABLE ${table} AS ${select}`])
  return (await source.read(sql('select * from "_rev_compared"'))).rows
}

test.for([
  ['null and an empty text', 'null', "''"],
  ['null and its word', 'null', "'null'"],
  ['a number and its text', '1', "'1'"],
  ['a whole number and the same fraction', '1', '1.0'],
  ['0 and -0', '0.0', '-0.0'],
  ['texts that differ by case, whatever collation compares them', "'A' collate nocase", "'a'"],
  ['a text and the same with a space behind it', "'a'", "'a '"],
  ['a text and the same with a NUL', "'a'", "'a'||char(0)"],
  ['a text and its bytes', "'a'", "x'61'"],
  ['the smallest numbers', '5e-324', '1e-323'],
] as [string, string, string][])('tells %s apart', async ([, one, other]) => {
  const there = await shop()
  const rows = `select 1 as k, ${one} as v union all select 2, ${other}`
  const prints = (await compared(there, rows, ({ print }) => [print])).map(([print]) => print)
  expect(prints).toHaveLength(2)
  expect(prints[0]).not.toBe(prints[1])
})

test.for([
  ['text', "'A' collate nocase", "'a'", false],
  ['text', "'a'", "'a '", false],
  ['decimal', "'1.50'", '1.5', true],
  ['decimal', "'1.00'", '1', true],
  ['real', '-0.0', '0.0', true],
  ['real', '5e-324', '0', false],
  ['boolean', '0', '1', false],
] as [string, string, string, boolean][])(
  'takes the keys %s %s and %s for one: %s',
  async ([type, one, other, isSame]) => {
    const there = await shop(
      `create table t(k ${type}, v int); insert into t values (${one}, 1), (${other}, 2)`,
    )
    const rows = await compared(there, 'select k, v from t', ({ keys }) => keys)
    expect(new Set(rows.map(([key]) => key)).size).toBe(isSame ? 1 : 2)
  },
)

test('a key that is a number is found by the text that is written of it', async () => {
  const there = await shop()
  const { source, pushdown } = there
  const bits = new BigUint64Array(2_000).map((_none, index) => {
    return (BigInt(index) * 0x9e37_79b9_7f4a_7c15n) & 0x7fff_ffff_ffff_ffffn
  })
  const numbers = [...new Float64Array(bits.buffer)].filter((one) => Number.isFinite(one))
  const small = [5e-324, 2.225_073_858_507_201e-308, 2 ** -1022, Number.MAX_VALUE, 0.1 + 0.2]
  const texts = [...numbers, ...small].map((one) => scratchLiteral(pushdown.dialect, `${one}`))
  await pushdown.execute([
    'CREATE TABLE rev_scratch."_rev_numbers" (n REAL)',
    `INSERT INTO "_rev_numbers" VALUES ${texts.map((text) => `(${text})`).join(',')}`,
  ])
  const { rows } = await source.read(sql('select n from "_rev_numbers"'))
  expect(rows.map(([text]) => Number(text))).toEqual([...numbers, ...small])
})

test('refuses the value at which a read would stop, in the same words', async () => {
  const there = await shop(
    `create table t(k int, v "it's int"); insert into t values (1, 1), (2, null), (3, 'x')`,
  )
  const model = 'select k, v from t'
  const rows = await compared(there, model, ({ refusal }) => [refusal ?? 'null'])
  const why = "v is declared as it's int and holds a text that is no integer"
  expect(rows).toEqual([[null], [null], [why]])
  await expect(there.source.read(sql(model))).rejects.toThrow(`Failed to read the model: ${why}.`)
})

test('a fingerprint takes any number of columns', async () => {
  const { source, pushdown } = await shop()
  const columns = Array.from({ length: 1_500 }, (_none, index) => `c${index}`)
  const prints = new Set<string | null | undefined>()
  for (const other of [-1, 0, 777, 1_499]) {
    const list = columns.map((name, index) => `${index === other ? 'null' : index} as ${name}`)
    const model = sql(`select ${list.join(', ')}`)
    const { from, print } = await pushdown.model({ model, keys: ['c1'], columns, salt: '' })
    await pushdown.execute([
      'DROP TABLE IF EXISTS rev_scratch."_rev_p"',
      `CREATE TABLE rev_scratch."_rev_p" AS SELECT ${print} AS p FROM ${from} LIMIT -1`,
    ])
    prints.add((await source.read(sql('select p from "_rev_p"'))).rows[0]?.[0])
  }
  expect(prints.size).toBe(4)
})

test('keeps its tables in a file beside the database, which it cannot write', async () => {
  const { project, source, pushdown } = await shop()
  await pushdown.prepare('_rev')
  await pushdown.execute(['CREATE TABLE rev_scratch."_rev_t" AS SELECT id + 1 AS n FROM t'])
  expect((await source.read(sql('select id, n from t, "_rev_t"'))).rows).toEqual([['1', '2']])
  expect((await source.discover()).tables.map((table) => table.path)).toEqual([['t']])
  expect(existsSync(path.join(project.path, 'shop.rev-scratch.sqlite'))).toBe(true)
  for (const statement of ['DROP TABLE main.t', 'DELETE FROM t', 'CREATE TABLE main.u (a)']) {
    await expect(pushdown.execute([statement])).rejects.toThrow('readonly')
  }
  expect((await source.read(sql('select id from main.t'))).rows).toEqual([['1']])
})

test('keeps all of its statements or none', async () => {
  const { source, pushdown } = await shop()
  const failing = ['CREATE TABLE rev_scratch."_rev_kept" (a)', 'SELECT nothing()']
  await expect(pushdown.execute(failing)).rejects.toMatchObject({ code: 'REV_MODEL_SQL' })
  await expect(source.read(sql('select * from "_rev_kept"'))).rejects.toMatchObject({
    code: 'REV_MODEL_NOT_FOUND',
  })
})

test('stages one state of the database while others write it', async () => {
  const { project, source, pushdown } = await shop('create table t(n); insert into t values (0)')
  const copies = ['a', 'b'].map(
    (name) => `CREATE TABLE rev_scratch."_rev_${name}" AS SELECT n FROM t`,
  )
  let written = 0
  let isEnded = false
  // Between two statements others have their turn.
  const write = () => {
    project.run(`update t set n = ${++written}`)
    if (!isEnded) setImmediate(write)
  }
  setImmediate(write)
  const later = copies.map((one) => one.replace('_rev_', '_rev_x'))
  await pushdown.execute([...copies, ...later])
  isEnded = true
  const list = ['a', 'b', 'xa', 'xb'].map((name) => `select n from "_rev_${name}"`)
  const { rows } = await source.read(sql(list.join(' union ')))
  expect(rows).toHaveLength(1)
  expect(written).toBeGreaterThan(2)
})

test('many at once write and read one after the other, and lose nothing', async () => {
  const { project } = await shop()
  const sources = await Promise.all(Array.from({ length: 4 }, () => open(project)))
  await Promise.all(
    sources.map(async (source, one) => {
      const table = `"_rev_${one}"`
      const execute = (statements: string[]) => source.pushdown?.execute(statements)
      await execute([`CREATE TABLE rev_scratch.${table} AS SELECT ${one} AS n`])
      for (let round = 0; round < 5; round++) {
        await execute([`INSERT INTO ${table} SELECT n FROM ${table}`])
        // A read that nobody goes on with holds nothing back.
        await source.stream(sql(`select n from ${table}`))
        const { rows } = await source.read(sql(`select count(*), min(n) from ${table}`))
        expect(rows).toEqual([[String(2 ** (round + 1)), String(one)]])
      }
    }),
  )
})

test('waits for another process that writes, until it is stopped', async () => {
  const { project, pushdown } = await shop()
  await pushdown.prepare('_rev')
  using other = new DatabaseSync(path.join(project.path, 'shop.rev-scratch.sqlite'))
  other.exec('begin immediate')
  const create = 'CREATE TABLE rev_scratch."_rev_late" (a)'
  const abort = new AbortController()
  const stopped = pushdown.execute([create], abort.signal)
  const waiting = pushdown.execute([create])
  setTimeout(() => abort.abort(), 100)
  await expect(stopped).rejects.toMatchObject({ code: 'REV_RUN_CANCELLED' })
  other.exec('commit')
  await waiting
})

test('a wait for the file that is stopped is no missing right', async () => {
  const { project, pushdown } = await shop()
  await pushdown.prepare('_rev')
  using other = new DatabaseSync(path.join(project.path, 'shop.rev-scratch.sqlite'))
  other.exec('begin immediate')
  const abort = new AbortController()
  const preparing = pushdown.prepare('_rev', abort.signal)
  setTimeout(() => abort.abort(), 100)
  await expect(preparing).rejects.toMatchObject({ code: 'REV_RUN_CANCELLED' })
})

test('stops between two statements when it is aborted, and keeps nothing', async () => {
  const { source, pushdown } = await shop()
  const abort = new AbortController()
  const many = Array.from({ length: 50 }, (_none, n) => `CREATE TABLE rev_scratch."_rev_${n}" (a)`)
  const running = pushdown.execute(many, abort.signal)
  setImmediate(() => abort.abort())
  await expect(running).rejects.toMatchObject({ code: 'REV_RUN_CANCELLED' })
  await expect(source.read(sql('select * from "_rev_0"'))).rejects.toThrow('_rev_0')
})

test('says what is missing where its tables cannot be written', async () => {
  const { project, pushdown } = await shop()
  mkdirSync(path.join(project.path, 'shop.rev-scratch.sqlite'))
  await expect(pushdown.prepare('_rev')).rejects.toMatchObject({
    code: 'REV_AUTH_SCOPE',
    hint: expect.stringContaining('shop.rev-scratch.sqlite') as string,
  })
})

test('of a database that is not there says so, and makes nothing beside it', async () => {
  const { project } = await shop()
  const elsewhere = path.join(project.path, 'elsewhere')
  mkdirSync(elsewhere)
  await using source = await open({ path: elsewhere })
  await expect(source.pushdown?.prepare('_rev')).rejects.toMatchObject({
    code: 'REV_MODEL_NOT_FOUND',
  })
  expect(readdirSync(elsewhere)).toEqual([])
})
