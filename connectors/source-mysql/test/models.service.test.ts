import { isRevError, type ModelQuery } from '@revetl/sdk'
import { asUser, queryMariadb as run } from '@revetl/testkit/services'
import { describeWithMariadb } from '@revetl/testkit/services/vitest'
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { open } from './database.ts'

const sqlModel = (sql: string): ModelQuery => ({ kind: 'sql', sql })

const quote = (text: string): string => `\`${text.replaceAll('`', '``')}\``

async function codeOfFailure(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return isRevError(error) ? error.code : error
}

await describeWithMariadb('a model', (mariadb) => {
  let url: string
  let isMariadb: boolean
  beforeAll(async () => {
    url = await mariadb.createDatabase()
    const [server] = await run(url, 'select version() as version')
    isMariadb = String(server?.['version']).includes('MariaDB')
    await run(
      url,
      'create table people (id int primary key, name varchar(20), rate float)',
      `insert into people values (1, 'Ann', 0.1), (2, 'Bob', 0.2), (3, 'Cy', null)`,
      'create table canary (id int)',
      'create procedure wipe() delete from people',
      'create procedure peek() select * from people',
      'create function bump() returns int begin insert into canary values (1); return 1; end',
      'create view broken as select id from people',
      'create table gone (id int)',
      'create view lost as select id from gone',
      'drop table gone',
    )
  })
  const canaries = async (): Promise<unknown> =>
    (await run(url, 'select count(*) as n from canary'))[0]?.['n']

  test.each([
    'select id from people;',
    'select id from people -- the end',
    'select id from people; # the end',
    'with a as (select id from people) select * from a order by 1',
    '(select 1) union all (select 2)',
    "select '); drop table canary; --' as `x``; drop table canary`",
    'select id as `__proto__`, rate as `constructor` from people',
    'select id as `__proto__` from people',
    'select 1 as a, 2 as A',
    'select id, rate from people order by id desc',
    'select people.id, other.id as `select` from people join people other using (id)',
  ])('may be %s', async (sql) => {
    await using source = await open(url)
    const { columns, rows } = await source.read(sqlModel(sql))
    expect(await source.describe(sqlModel(sql))).toEqual(columns)
    expect(rows.length).toBeGreaterThan(0)
  })

  test.each([
    ['', /it is empty/],
    ['# nothing', /it is empty/],
    ['select 1; drop table canary', /2 statements/],
    ['insert into canary values (1)', /no columns|would write/],
    ['delete from people', /no columns|would write/],
    ['drop table canary', /no columns|would write/],
    ['truncate people', /no columns|would write/],
    ['call wipe()', /no columns|not a query/],
    ['call peek()', /no columns|not a query/],
    ["select 1 into outfile 'rev-never-written'", /no columns|not a query/],
    ['select 1 into @a', /no columns|not a query/],
    ['show tables', /not a query/],
    ['explain select 1', /not a query/],
    ['commit', /no columns/],
    ['set sql_mode = default', /no columns/],
    ['lock tables people write', /no columns|would write/],
    ['kill 1', /no columns|would write/],
    ['select bump()', /it would write/],
  ])('is refused as no read-only query: %s', async (sql, message) => {
    await using source = await open(url)
    const read = source.read(sqlModel(sql))
    await expect(read).rejects.toMatchObject({ code: 'REV_MODEL_NOT_A_QUERY' })
    await expect(read).rejects.toThrow(message)
    expect(await run(url, 'select count(*) as n from people')).toEqual([{ n: 3 }])
    expect(await canaries()).toBe(0)
  })

  test('that returns what it writes is refused, on MariaDB', async (context) => {
    if (!isMariadb) return context.skip('only MariaDB has RETURNING and sequences')
    await run(url, 'create sequence if not exists counter')
    await using source = await open(url)
    for (const sql of [
      'insert into canary values (1) returning id',
      'delete from canary returning id',
      'select nextval(counter)',
    ]) {
      expect(await codeOfFailure(source.read(sqlModel(sql)))).toBe('REV_MODEL_NOT_A_QUERY')
    }
    expect(await canaries()).toBe(0)
  })

  test.each([
    ['select 1) m; drop table canary; --', 'REV_MODEL_NOT_A_QUERY'],
    ['select 1 from (select 2', 'REV_MODEL_SQL'],
    ["select 'open", 'REV_MODEL_SQL'],
    ['select ?', 'REV_MODEL_SQL'],
    ['select 1 as a, 2 as a', 'REV_MODEL_SQL'],
    ['select 9223372036854775807 + id from people', 'REV_MODEL_SQL'],
    ['select (select id from people)', 'REV_MODEL_SQL'],
    ['select id from lost', 'REV_MODEL_SQL'],
    ['select 1 from nowhere', 'REV_MODEL_NOT_FOUND'],
    ['select 1 from no_schema.people', 'REV_MODEL_NOT_FOUND'],
  ])('%s fails with %s and changes nothing', async (sql, code) => {
    await using source = await open(url)
    expect(await codeOfFailure(source.read(sqlModel(sql)))).toBe(code)
    expect(await canaries()).toBe(0)
  })

  test('that is wrong says where, past characters of two code units', async () => {
    await using source = await open(url)
    const sql = "select id,\n  '👩', from people"
    await expect(source.describe(sqlModel(sql))).rejects.toMatchObject({
      code: 'REV_MODEL_SQL',
      place: { file: '', line: 2, column: 9 },
    })
  })

  test('whose column is gone since the last run names it', async () => {
    await using source = await open(url)
    await expect(source.read(sqlModel('select nmae from people'))).rejects.toThrow(/nmae/)
  })

  test('may be a table, whose name is taken as it is', async () => {
    await using source = await open(url)
    const database = new URL(url).pathname.slice(1)
    const { rows } = await source.read({ kind: 'table', table: [database, 'people'] })
    expect(rows).toHaveLength(3)
    const missing = source.read({ kind: 'table', table: ['peeple'] })
    await expect(missing).rejects.toMatchObject({ code: 'REV_MODEL_NOT_FOUND' })
  })

  test('stops after the rows that a preview asks for, even behind a LIMIT of its own', async () => {
    await using source = await open(url)
    for (const sql of ['select id from people order by id desc', 'select id from people limit 3']) {
      expect((await source.read(sqlModel(sql), { rowsMax: 2 })).rows).toHaveLength(2)
    }
    const { rows } = await source.read(sqlModel('select id from people order by id desc'), {
      rowsMax: 1,
    })
    expect(rows).toEqual([['3']])
  })

  test('that the user may not read names the table', async () => {
    const user = `weak_${Date.now()}`
    await run(
      url,
      `create user '${user}' identified by 'made-up'`,
      `grant select (id) on people to '${user}'`,
    )
    try {
      await using source = await open(asUser(url, user, 'made-up'))
      const read = source.read(sqlModel('select * from people'))
      await expect(read).rejects.toMatchObject({ code: 'REV_AUTH_SCOPE' })
      await expect(read).rejects.toThrow('people')
      expect((await source.read(sqlModel('select id from people'))).rows).toHaveLength(3)
    } finally {
      await run(url, `drop user '${user}'`)
    }
  })

  test('finds tables and columns of any name and runs nothing that a name says', async () => {
    const letter = fc.constantFrom(
      ...Array.from('"\'`;-/*\\$ .\u201c\u2019éA\n'),
      'drop table canary',
      'select',
    )
    const name = fc
      .array(letter, { minLength: 1, maxLength: 12 })
      .map((letters) => letters.join(''))
      .filter((text) => Array.from(text).length <= 64 && !/\s$/.test(text))
    await using source = await open(url)
    await fc.assert(
      fc.asyncProperty(name, name, async (table, column) => {
        await run(
          url,
          `create table ${quote(`t${table}`)} (${quote(column)} int)`,
          `insert into ${quote(`t${table}`)} values (7)`,
        )
        try {
          const read = await source.read({ kind: 'table', table: [`t${table}`] })
          expect(read.columns.map((found) => found.name)).toEqual([column])
          expect(read.rows).toEqual([['7']])
        } finally {
          await run(url, `drop table ${quote(`t${table}`)}`)
        }
      }),
      { numRuns: 40 },
    )
    expect(await canaries()).toBe(0)
  }, 60_000)

  test('never reaches another table by a name that MySQL cannot hold', async () => {
    await using source = await open(url)
    for (const table of ['a'.repeat(65), 'people ', 'people\0x', '', '\ud800', '😀']) {
      const read = source.read({ kind: 'table', table: [table] })
      expect(await codeOfFailure(read)).toBe('REV_MODEL_NOT_FOUND')
    }
  })
})
