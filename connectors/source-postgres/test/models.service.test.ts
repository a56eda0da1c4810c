import { asUser, queryPostgres as run } from '@revetl/testkit/services'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { isRevError, type ModelQuery } from '@revetl/sdk'
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { open } from './database.ts'

const sqlModel = (sql: string): ModelQuery => ({ kind: 'sql', sql })

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`

async function codeOfFailure(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return isRevError(error) ? error.code : error
}

await describeWithPostgres('a model', (postgres) => {
  let url: string
  beforeAll(async () => {
    url = await postgres.createDatabase()
    await run(
      url,
      'create table people (id int primary key, name text)',
      "insert into people select i, 'name ' || i from generate_series(1, 5000) i",
      'create table canary (id int)',
      'create sequence counter',
      `create procedure wipe() language sql as 'delete from people'`,
    )
  })

  test.each([
    'select id from people;',
    'select id from people -- the end',
    'select id from people; /* the end */',
    'with a as (select id from people) select * from a order by 1',
    'table people',
    "values (1, 'a'), (2, 'b')",
    '(select 1) union all (select 2)',
    'select \'); drop table canary; --\' as "x""; drop table canary"',
    'select id as "__proto__" from people',
  ])('may be %s', async (sql) => {
    await using source = await open(url)
    const { columns, rows } = await source.read(sqlModel(sql))
    expect(await source.describe(sqlModel(sql))).toEqual(columns)
    expect(rows.length).toBeGreaterThan(0)
  })

  test.each([
    ['', /it is empty/],
    ['-- nothing', /it is empty/],
    ['select 1; drop table canary', /2 statements/],
    ['insert into canary values (1)', /no columns/],
    ['insert into canary values (1) returning id', /not a query/],
    ['with x as (insert into canary values (1) returning id) select * from x', /not a query/],
    ['delete from people', /no columns/],
    ['drop table canary', /no columns/],
    ['copy canary to stdout', /no columns/],
    ["copy canary from program 'true'", /no columns/],
    ['select 1 as a into canary2', /no columns/],
    ['show all', /not a query/],
    ['explain select 1', /not a query/],
    ['call wipe()', /no columns|not a query/],
    ['commit', /no columns/],
    ['set timezone to utc', /no columns/],
    ['select from people', /no columns/],
    ['do $$ begin delete from people; end $$', /no columns/],
    ["select nextval('counter')", /it would write/],
    ['select * from people for update', /it would write/],
    ["select set_config('transaction_read_only', 'off', true)", /it would write/],
  ])('is refused as no read-only query: %s', async (sql, message) => {
    await using source = await open(url)
    const read = source.read(sqlModel(sql))
    await expect(read).rejects.toMatchObject({ code: 'REV_MODEL_NOT_A_QUERY' })
    await expect(read).rejects.toThrow(message)
    expect(await run(url, 'select count(*)::int as n from people')).toEqual([{ n: 5000 }])
    expect(await run(url, 'select count(*)::int as n from canary')).toEqual([{ n: 0 }])
  })

  test.each([
    ['select 1) m; drop table canary; --', 'REV_MODEL_NOT_A_QUERY'],
    ['select 1) m) to stdout; drop table canary; select ((1', 'REV_MODEL_NOT_A_QUERY'],
    ['select 1 from (select 2', 'REV_MODEL_SQL'],
    ["select 'open", 'REV_MODEL_SQL'],
    ['select 1 /* open', 'REV_MODEL_SQL'],
    ['select $1', 'REV_MODEL_SQL'],
    ['select 1 as a, 2 as a', 'REV_MODEL_SQL'],
    ['select 1/0', 'REV_MODEL_SQL'],
    ["select 'x'::int", 'REV_MODEL_SQL'],
    ['select 1 from nowhere', 'REV_MODEL_NOT_FOUND'],
    ['select 1 from no_schema.people', 'REV_MODEL_NOT_FOUND'],
  ])('%s fails with %s and changes nothing', async (sql, code) => {
    await using source = await open(url)
    expect(await codeOfFailure(source.read(sqlModel(sql)))).toBe(code)
    expect(await run(url, 'select count(*)::int as n from canary')).toEqual([{ n: 0 }])
  })

  test('that is wrong says where, past characters of two code units', async () => {
    await using source = await open(url)
    const sql = "select id,\n  '👩', nmae\nfrom people"
    await expect(source.describe(sqlModel(sql))).rejects.toMatchObject({
      message: expect.stringContaining('column "nmae" does not exist'),
      place: { file: '', line: 2, column: 9 },
    })
  })

  test('may be a table, whose name is taken as it is', async () => {
    await using source = await open(url)
    const { rows } = await source.read({ kind: 'table', table: ['public', 'people'] })
    expect(rows).toHaveLength(5000)
    const missing = source.read({ kind: 'table', table: ['People'] })
    await expect(missing).rejects.toMatchObject({ code: 'REV_MODEL_NOT_FOUND' })
  })

  test('stops after the rows that a preview asks for', async () => {
    await using source = await open(url)
    expect((await source.read(sqlModel('table people'), { rowsMax: 3 })).rows).toHaveLength(3)
  })

  test('that the user may not read names the table', async () => {
    const { user, password } = { user: `weak_${Date.now()}`, password: 'made-up' }
    await run(url, `create role ${user} login password '${password}'`)
    try {
      await using source = await open(asUser(url, user, password))
      const read = source.read(sqlModel('table people'))
      await expect(read).rejects.toMatchObject({ code: 'REV_AUTH_SCOPE' })
      await expect(read).rejects.toThrow('people')
    } finally {
      await run(url, `drop role ${user}`)
    }
  })

  test('finds tables and columns of any name and runs nothing that a name says', async () => {
    const letter = fc.constantFrom(
      ...Array.from(`"';-/*\\$ .\u201c\u2019\u{1f600}é\nA`),
      'drop table canary',
      '--',
    )
    const name = fc
      .array(letter, { minLength: 1, maxLength: 12 })
      .map((letters) => letters.join(''))
      .filter((text) => Buffer.byteLength(text) <= 63)
    await using source = await open(url)
    await fc.assert(
      fc.asyncProperty(name, name, async (table, column) => {
        const path = `named.${quote(table)}`
        await run(
          url,
          'create schema named',
          `create table ${path} (${quote(column)} int)`,
          `insert into ${path} values (7)`,
        )
        try {
          const read = await source.read({ kind: 'table', table: ['named', table] })
          expect(read.columns.map((found) => found.name)).toEqual([column])
          expect(read.rows).toEqual([['7']])
        } finally {
          await run(url, 'drop schema named cascade')
        }
      }),
      { numRuns: 60 },
    )
    expect(await run(url, 'select count(*)::int as n from canary')).toEqual([{ n: 0 }])
  }, 60_000)

  test('never reaches another table by a name that Postgres would cut or cannot hold', async () => {
    await run(url, `create table ${'a'.repeat(63)} (id int)`)
    await using source = await open(url)
    for (const table of ['a'.repeat(64), `${'é'.repeat(31)}xy`, 'people\0x', '', '\ud800']) {
      const read = source.read({ kind: 'table', table: [table] })
      expect(await codeOfFailure(read)).toBe('REV_MODEL_NOT_FOUND')
    }
  })
})
