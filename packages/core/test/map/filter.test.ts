import { isRevError } from '@revetl/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { StagedColumn } from '../../src/compiled-mapping.ts'
import { compileFilter, type CompiledFilter } from '../../src/map/compile-filter.ts'
import { openDuckdb } from './mapping-fixture.ts'

let duckdb: DuckDBConnection
beforeAll(async () => {
  duckdb = await openDuckdb()
  await duckdb.run("CREATE TABLE canary AS SELECT 'alive' AS state")
})
afterAll(() => duckdb.closeSync())

const columns: readonly StagedColumn[] = [
  { name: 'id', type: 'integer' },
  { name: 'Country', type: 'string' },
  { name: 'is_test', type: 'boolean' },
  { name: 'born', type: 'date' },
  { name: 'seen', type: 'timestamptz' },
  { name: 'a "b', type: 'string' },
  { name: 'whole', type: 'decimal', precision: 20, scale: 0 },
  { name: 'part', type: 'decimal', precision: 9, scale: 2 },
]
const stage = `SELECT * FROM (VALUES
  (1::BIGINT, 'SE', false, '1990-05-01', '2026-01-01T00:00:00Z', 'x', 'extra 1'),
  (2::BIGINT, 'NO', false, '2001-05-01', '2026-01-02T00:00:00Z', 'y', 'extra 2'),
  (3::BIGINT, NULL, true, NULL, NULL, NULL, 'extra 3')
) AS t(id, "Country", is_test, born, seen, "a ""b", other)`
const placeOf = () => ({ file: 'syncs/people.yaml', line: 4, column: 9 })

async function compile(filter: string): Promise<CompiledFilter | undefined> {
  return compileFilter({ filter, placeOf }, columns, async (sql) =>
    (await duckdb.runAndReadAll(sql)).getRows(),
  )
}

async function idsOf(filter: string): Promise<readonly unknown[]> {
  const { sql } = (await compile(filter)) ?? {}
  const rows = await duckdb.runAndReadAll(`SELECT id FROM (${stage}) WHERE ${sql} ORDER BY id`)
  return rows.getRows().map(([id]) => Number(id))
}

async function refusalOf(filter: string): Promise<string> {
  try {
    await compile(filter)
  } catch (error) {
    if (isRevError(error)) return error.message
    throw error
  }
  return 'accepted'
}

test.each([
  ["country = 'SE' and not is_test", [1]],
  ["born >= date '2000-01-01'", [2]],
  ["seen < timestamptz '2026-01-02' -- a comment", [1]],
  ["id in (1, 3) or lower(country) like 'n%'", [1, 2, 3]],
  ['country is null', [3]],
  ["born between '1980-01-01' and '1999-12-31'", [1]],
  [`"a ""b" = 'x'`, [1]],
  ['case when id = 2 then true else false end', [2]],
  ["extract('year' from born) = 1990", [1]],
  ['now() > seen', [1, 2]],
  ['current_date > born', [1, 2]],
  [`'🎬é' <> country and BORN > date '2000-01-01' and "born" < seen`, [2]],
  ['coalesce(born, current_date) = born', [1, 2]],
  ['is_test', [3]],
])('the filter %s keeps the rows that meet it', async (sql, ids) => {
  expect(await idsOf(sql)).toEqual(ids)
})

test('a value that is not of its type ends the query instead of counting as not met', async () => {
  const { sql } = (await compile('born is not null')) ?? {}
  const query = duckdb.runAndReadAll(`SELECT 1 FROM (SELECT 'soon' AS born) WHERE ${sql}`)
  await expect(query).rejects.toThrow(/date/i)
})

test('a filter stays one condition beside others', async () => {
  expect((await compile('id = 1 or id = 2'))?.sql).toBe('(id = 1 or id = 2\n)')
})

test.each([
  ["country = 'SE' and COUNTRY <> 'x' or born is null", ['Country', 'born'], false],
  ['now() > seen', ['seen'], true],
  ['current_date > born', ['born'], true],
  ['is_test or today() > born', ['is_test', 'born'], true],
  ["age(seen) > interval '3 days'", ['seen'], true],
  ["age(seen, timestamptz '2026-01-01') > interval '3 days'", ['seen'], false],
  ["'now()' = country", ['Country'], false],
])(
  'the filter %s is known by its columns, and by whether it asks for the time',
  async (filter, names, asksClock) => {
    expect(await compile(filter)).toMatchObject({ columns: names, asksClock })
  },
)

test('a sync without a filter has no condition', async () => {
  const none = compileFilter({ filter: undefined, placeOf }, columns, () =>
    Promise.reject(new Error()),
  )
  expect(await none).toBeUndefined()
})

test.each([
  ['id = 1) OR (true', 'syntax error'],
  ['id = 1 THEN 1 WHEN true', 'not one condition'],
  ['id = 1 THEN 1 END, CASE WHEN true', 'not one condition'],
  ['id = 1 THEN 1 END FROM canary WHERE CASE WHEN true', 'not one condition'],
  ['true THEN 1 END; DROP TABLE canary; SELECT CASE WHEN true', 'Only SELECT'],
  ['true THEN 1 END; SELECT CASE WHEN true', 'not one condition'],
  ['true THEN 1 END UNION ALL SELECT CASE WHEN true', 'not one condition'],
  ['true THEN 1 ELSE 2 END; --', 'syntax error'],
  ['id = /* 1', 'unterminated'],
  ['id = (select 1)', 'a subquery'],
  ['exists (select 1 from canary)', 'a subquery'],
  ['id in (select 1)', 'a subquery'],
  ["id = (select count(*) from read_text('/etc/hostname'))", 'a subquery'],
  ["id = nextval('s')", 'cannot call nextval'],
  ["getenv('HOME') = 'x'", 'cannot call getenv'],
  ["current_setting('home_directory') = 'x'", 'cannot call current_setting'],
  ['random() > 0.5', 'cannot call random'],
  ['row_number() over () = 1', 'a window function'],
  ['count(*) > 1', 'cannot call count_star'],
  ['main.lower(country) = 1', 'cannot call lower'],
  ['t.id = 1', '"t.id" is not a column'],
  ['id = $1', 'a parameter'],
  ['contry = 1', 'no column "contry"'],
  ['id = ', 'syntax error'],
  ['', 'syntax error'],
])('the filter %s is refused', async (sql, reason) => {
  expect(await refusalOf(sql)).toContain(reason)
  expect((await duckdb.runAndReadAll('SELECT state FROM canary')).getRows()).toEqual([['alive']])
})

test('a refusal says where in the filter it is', async () => {
  expect(await refusalOf('id = 1 and and')).toMatch(/syntax error .*, at character 12\.$/)
})

test.each([
  ['born + id > current_date', ['id', 'born']],
  ['whole & 1 = 1', ['whole']],
  ['part * 2 > 1.5', ['part']],
  ["seen > '2026-01-01' and id < 5", ['id', 'seen']],
])('fits %s to numbers of whatever type a source has', async (filter, names) => {
  expect(await compile(filter)).toMatchObject({
    columns: expect.arrayContaining(names) as string[],
  })
})

test.each([
  ['Country > 5', 'Cannot compare values of type VARCHAR and type INTEGER'],
  ["born > '2026-13-45'", '2026-13-45'],
  ['lower(id) = 1', 'lower'],
])('refuses %s, which does not fit', async (filter, reason) => {
  expect(await refusalOf(filter)).toContain(reason)
})
