import { writeFileSync } from 'node:fs'
import { isRevError, type ModelQuery } from '@revetl/sdk'
import { chunkColumns } from '@revetl/sdk/host'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, open, type Project } from './project.ts'

const sqlModel = (sql: string): ModelQuery => ({ kind: 'sql', sql })

async function codeOfFailure(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work()
    return undefined
  } catch (error) {
    return isRevError(error) ? error.code : error
  }
}

let project: Project
beforeAll(() => {
  project = createProject(`
    create table people (id integer primary key, name varchar(20), free, "we""ird; drop" int);
    insert into people values (1, 'Ann', 5, 1), (2, 'Bob', 'x', 2), (3, 'Cy', 0.5, 3);
    create table loose (v int, d date, r real); insert into loose values ('x', 'today', 1);
    create view lost as select id from people; create table gone (id); create view broken as select id from gone;
    drop table gone; create table "2" (id int); create table many (${Array.from({ length: 2000 }, (_, n) => `c${n} int`).join(', ')})`)
})
afterAll(() => project[Symbol.dispose]())

test.each([
  'select id from people;',
  'select id from people -- the end',
  'with a as (select id from people) select * from a order by 1',
  'select 1 union all select 2',
  'values (1), (2)',
  'select [id] as "a;b", \'--;\' as `c;` from people',
  'select id as "__proto__" from people',
])('may be %s', async (sql) => {
  await using source = await open(project)
  const { columns, rows } = await source.read(sqlModel(sql))
  expect(await source.describe(sqlModel(sql))).toEqual(columns)
  expect(rows.length).toBeGreaterThan(0)
})

test.each([
  ['', 'REV_MODEL_NOT_A_QUERY'],
  ['select 1; drop table people', 'REV_MODEL_NOT_A_QUERY'],
  ['delete from people returning id', 'REV_MODEL_NOT_A_QUERY'],
  ['insert into people values (9, 1, 1, 1)', 'REV_MODEL_NOT_A_QUERY'],
  ['pragma user_version', 'REV_MODEL_NOT_A_QUERY'],
  ['explain select 1', 'REV_MODEL_NOT_A_QUERY'],
  ['vacuum', 'REV_MODEL_NOT_A_QUERY'],
  ['select 1) as m; drop table people; --', 'REV_MODEL_NOT_A_QUERY'],
  ['select 1 from (select 2', 'REV_MODEL_SQL'],
  ['select ?', 'REV_MODEL_SQL'],
  ['select nmae from people', 'REV_MODEL_SQL'],
  ['select 1 as a, 2 as a', 'REV_MODEL_SQL'],
  ['select id from broken', 'REV_MODEL_NOT_FOUND'],
  ['select id from nowhere', 'REV_MODEL_NOT_FOUND'],
])('%s is refused with %s and changes nothing', async (sql, code) => {
  await using source = await open(project)
  expect(await codeOfFailure(() => source.read(sqlModel(sql)))).toBe(code)
  expect((await source.read({ kind: 'table', table: ['people'] })).rows).toHaveLength(3)
})

test('that is wrong says where', async () => {
  await using source = await open(project)
  await expect(source.describe(sqlModel("select '👩',\n  from people"))).rejects.toMatchObject({
    place: { file: '', line: 2, column: 3 },
  })
})

test('is a table by its name as it is', async () => {
  await using source = await open(project)
  const { columns } = await source.read({ kind: 'table', table: ['main', 'people'] })
  expect(columns.map(({ name }) => name)).toEqual(['id', 'name', 'free', 'we"ird; drop'])
  expect((await source.describe({ kind: 'table', table: ['many'] })).length).toBe(2000)
  for (const table of ['', 'a\0b']) {
    const read = () => source.read({ kind: 'table', table: [table] })
    expect(await codeOfFailure(read)).toBe('REV_MODEL_NOT_FOUND')
  }
})

test('has text for what is declared as nothing, and the type of a cast', async () => {
  await using source = await open(project)
  const sql =
    'select free, count(*) over () as n, cast(count(*) over () as integer) as i from people'
  const { columns, rows } = await source.read(sqlModel(sql))
  expect(columns.map(({ type }) => type)).toEqual(['string', 'string', 'integer'])
  expect(rows).toEqual([
    ['5', '3', '3'],
    ['x', '3', '3'],
    ['0.5', '3', '3'],
  ])
})

test('whose column holds what it is not declared as stops, and a cast lets it through', async () => {
  await using source = await open(project)
  for (const name of ['v', 'd']) {
    const read = source.read(sqlModel(`select ${name} from loose`))
    await expect(read).rejects.toMatchObject({ code: 'REV_READ_FAILED' })
    await expect(read).rejects.toThrow(new RegExp(`${name} is declared as .* and holds a text`))
  }
  const { rows } = await source.read(
    sqlModel('select cast(v as text), cast(d as text), r from loose'),
  )
  expect(rows).toEqual([['x', 'today', '1']])
})

test('is seen in one state while another connection writes', async () => {
  using busy = createProject(
    'create table t as with recursive i as (select 1 as id union all select id + 1 from i where id < 9000) select id, 1 as v from i',
  )
  await using source = await open(busy)
  const { columns, chunks } = await source.stream(sqlModel('select v from t'))
  await chunks.next()
  busy.run('update t set v = 2; delete from t where id > 5000')
  let rows = 0
  for await (const chunk of chunks) {
    rows += chunk.rowCount
    expect(new Set(chunkColumns(chunk, columns.length)[0])).toEqual(new Set(['1']))
  }
  expect(rows).toBeGreaterThan(6000)
})

test('of a file that is not there, or no database, says so', async () => {
  using other = createProject('create table t (id)')
  writeFileSync(other.file, 'this is a text and no database at all, not even a small one')
  await using damaged = await open(other)
  await expect(damaged.check()).rejects.toThrow('it is no SQLite database')
  await using missing = await open({ path: '/nowhere' })
  await expect(missing.check()).rejects.toMatchObject({ code: 'REV_MODEL_NOT_FOUND' })
})

test('is found by discover with the types that a read has', async () => {
  await using source = await open(project)
  const { tables } = await source.discover()
  expect(tables.map(({ path }) => path[0])).toEqual(['2', 'loose', 'lost', 'many', 'people'])
  for (const { path, columns } of tables) {
    const read = await source.describe({ kind: 'table', table: path })
    expect(read.map(({ name, type }) => [name, type])).toEqual(
      columns.map(({ name, type }) => [name, type]),
    )
  }
})
