import { sqlModel as sql } from '@revetl/testkit'
import { describeWithDatabricks } from '@revetl/testkit/services/vitest'
import { runDatabricksStatements } from '@revetl/testkit/services'
import { beforeAll, expect, test } from 'vitest'
import { configOf, expireLinks, open, principalOf, statements } from './database.ts'

const many = sql('select id, repeat(cast(id as string), 40) as text from range(40000)')
const tagged = { id: 'R-17', sync: 'people */ of "x"', startedAt: '2026-11-27T04:00:00Z' }

// Expressions with the value type and the canonical text of each.
const values: readonly (readonly [string, string, string | null])[] = [
  ["cast('1e-10' as decimal(38,18))", 'decimal', '0.000000000100000000'],
  ["cast('-0' as double)", 'number', '-0'],
  ['cast(16777217 as float)', 'number', '16777216'],
  ['cast(1.17549435E-38 as float)', 'number', '1.1754944e-38'],
  ["timestamp'0001-01-01 00:00:00Z'", 'timestamptz', '0001-01-01T00:00:00Z'],
  ["timestamp'2026-11-01 01:30:00 America/Los_Angeles'", 'timestamptz', '2026-11-01T08:30:00Z'],
  ["interval '-1-2' year to month", 'interval', 'P-1Y-2M'],
  ["interval '5' month", 'interval', 'P5M'],
  ["interval '-3 04:05:06.789' day to second", 'interval', 'P-3DT-4H-5M-6.789S'],
  ["interval '90' minute", 'interval', 'PT1H30M'],
  ["interval '0' day", 'interval', 'PT0S'],
  ['null', 'string', null],
  [
    "map('k', timestamp'2026-01-31 13:05:00.123456Z')",
    'json',
    '{"k":"2026-01-31T13:05:00.123456Z"}',
  ],
  ["array(double('NaN'), 1.5D)", 'json', '["NaN",1.5]'],
  ["array(x'4142')", 'json', '["QUI="]'],
  ["cast('ab' as char(4))", 'string', 'ab'],
]

await describeWithDatabricks('reading from Databricks', (databricks) => {
  let url: string
  beforeAll(async () => {
    url = await databricks.createDatabase()
  })

  test('every value is the canonical text of its type, in whatever zone the warehouse is', async () => {
    await using source = await open(configOf(url))
    const list = values.map(([expression], index) => `${expression} as v${index}`)
    const read = await source.read(sql(`select ${list.join(', ')}`))
    expect(read.columns.map(({ type }) => type)).toEqual(values.map(([, type]) => type))
    expect(read.rows).toEqual([values.map(([, , text]) => text)])
  })

  test('a service principal gets a token of its own', async () => {
    await using source = await open(principalOf(url))
    expect((await source.check()).account.id).toContain('/test-warehouse')
    expect((await source.read(sql('select 1 as a'))).rows).toEqual([['1']])
    await using other = await open({ ...principalOf(url), clientSecret: 'wrong-0123456789' })
    await expect(other.check()).rejects.toMatchObject({ code: 'REV_AUTH_REFRESH' })
  })

  test('a warehouse that is not there is a wrong configuration', async () => {
    await using source = await open({ ...configOf(url), warehouseId: 'nowhere' })
    await expect(source.check()).rejects.toMatchObject({ code: 'REV_CONFIG_INVALID' })
  })

  test('each statement says which run it is, and what it took is in the log', async () => {
    const own = await databricks.createDatabase()
    await using source = await open(configOf(own))
    await source.read(sql('select 1 as a'), { run: tagged })
    const seen = await statements(own)
    expect(seen.map((statement) => statement.sql)).toEqual([
      expect.stringContaining('/* rev run R-17 of people __ of _x_ */') as string,
      expect.stringContaining('/* rev run R-17 of people __ of _x_ */') as string,
    ])
    const [cost] = source.logs.filter(({ level }) => level === 'info')
    expect(Object.keys(cost?.details ?? {})).toEqual(
      expect.arrayContaining(['statementId', 'total_time_ms', 'read_bytes']),
    )
  })

  test('a value of 10 MB is carried, in parts that the gateway takes', async () => {
    await using source = await open(configOf(url))
    const { rows } = await source.read(sql("select repeat('é', 5242880) as text, 1 as one"))
    expect(rows[0]?.[0]).toHaveLength(5_242_880)
    expect(rows[0]?.[1]).toBe('1')
  })

  test('a link that ends soon is asked for anew', async () => {
    const own = await databricks.createDatabase()
    await expireLinks(own)
    await using source = await open(configOf(own))
    expect((await source.read(sql('select 1 as a'))).rows).toEqual([['1']])
  })

  test('a reader that leaves, and a run that is stopped, stop the statement', async () => {
    const own = await databricks.createDatabase()
    await using source = await open(configOf(own))
    const left = await source.stream(many)
    await left.chunks.next()
    await left.chunks.return({ rows: 0 })
    const abort = new AbortController()
    const slow = sql(
      'select sum(length(sha2(cast(id as string), 512))) as n from range(100000000000)',
    )
    const failed = source.read(slow, { signal: abort.signal }).catch((error: unknown) => error)
    const isRunning = async (): Promise<boolean> =>
      (await statements(own)).some(
        ({ state, sql: text }) => state === 'RUNNING' && text.startsWith('select'),
      )
    await expect.poll(isRunning).toBe(true)
    abort.abort(new Error('stopped'))
    expect(await failed).toMatchObject({ code: 'REV_RUN_CANCELLED' })
    const reads = (await statements(own)).filter(({ sql: text }) => text.startsWith('select'))
    expect(reads.map(({ cancelled }) => cancelled)).toEqual([true, true])
    await expect.poll(isRunning).toBe(false)
  })

  test.each([
    ['select 1) as m(c1); drop table kept; --', 'REV_MODEL_NOT_A_QUERY'],
    ['select 1) as m(c1) union all (select 2', 'REV_MODEL_SQL'],
    [String.raw`select 'it\'s; drop table kept'`, undefined],
    ['with a as (select 1 as b) select * from a', undefined],
    ['values (1)', undefined],
    ['show tables', 'REV_MODEL_NOT_A_QUERY'],
    ['describe query select 1', 'REV_MODEL_NOT_A_QUERY'],
    ['select 1 as a, 2 as a', 'REV_MODEL_SQL'],
    ['select 1 / 0 as a', 'REV_MODEL_SQL'],
  ])('of %s is %s', async (text, code) => {
    await using source = await open(configOf(url))
    const failure = await source.read(sql(text)).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect((failure as { code?: string } | undefined)?.code).toBe(code)
  })

  test('a wrong model says where', async () => {
    await using source = await open(configOf(url))
    await expect(
      source.describe(sql('select 1 as a,\n  nmae\nfrom range(3)')),
    ).rejects.toMatchObject({
      code: 'REV_MODEL_SQL',
      place: { file: '', line: 2, column: 3 },
      message: expect.not.stringContaining('Project') as string,
    })
  })

  test('tables are discovered with their types and read by name', async () => {
    const own = await databricks.createDatabase()
    await runDatabricksStatements(own, [
      'create table `from` using parquet as select 1 as `select`, array(1.5) as l',
      'create view odd as select 1 as `a"b`',
    ])
    await using source = await open(configOf(own))
    const schema = new URL(own).pathname.slice(1)
    const { tables } = await source.discover()
    expect(tables.map(({ path, columns }) => [path, columns.map(({ type }) => type)])).toEqual([
      [
        [schema, 'from'],
        ['integer', 'json'],
      ],
      [[schema, 'odd'], ['integer']],
    ])
    const read = await source.read({ kind: 'table', table: [schema, 'from'] })
    expect(read.rows).toEqual([['1', '[1.5]']])
    expect(await source.check()).toMatchObject({ warnings: [] })
  })
})
