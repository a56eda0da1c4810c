import type { PushdownModel } from '@revetl/sdk'
import { openSource, pushdownOf } from '@revetl/testkit'
import { describeWithBigquery } from '@revetl/testkit/services/vitest'
import { expect, test } from 'vitest'
import definition from '../src/index.ts'
import { requireText } from '../src/pushdown/canonical-sql.ts'
import { intervalText } from '../src/pushdown/interval-sql.ts'
import { configOf, jobs, makeDataset, open, readerOf } from './database.ts'

const sqlModel = (sql: string) => ({ kind: 'sql', sql }) as const

const values = [
  'true',
  '9223372036854775807',
  '-9223372036854775808',
  "numeric '0.500'",
  "numeric '-5'",
  "numeric '123456789012345678.123456789'",
  "''",
  String.raw`'\t\n\\N\x00\'"'`,
  "'Grüße 👩‍💻'",
  "date '0001-01-01'",
  "time '13:05:00.25'",
  "time '00:00:00'",
  "datetime '2026-03-29 02:30:00.1234'",
  "datetime '0001-01-01 00:00:00'",
  "timestamp '2026-01-31 13:05:00.500+00'",
  "timestamp '1969-12-31 23:59:59.999999+00'",
  "timestamp '9999-12-31 23:59:59+00'",
  "b''",
  String.raw`b'\x00\xff'`,
  `json '{"a": [1, null, "x"]}'`,
  "json 'null'",
  '[1, 2]',
  "['a\"', '\\\\', '\\u0001\\u001f\\n', 'é']",
  '[true]',
  "[numeric '1.50', numeric '20']",
  "[timestamp '2026-01-31 13:05:00.5+00']",
  "[b'AB']",
  "[date '2026-01-31']",
  `[json '{"a": 1}']`,
  'cast([] as array<string>)',
  'cast(null as array<string>)',
  "struct(9007199254740993 as `Größe`, 'q\"' as b, [1.5] as c)",
  'struct(cast(null as string) as a, cast(null as struct<b int64>) as s, cast(null as array<int64>) as l)',
  'cast(null as struct<a int64>)',
  '[struct(1 as a, [struct(2.5 as b)] as l), struct(null as a, cast([] as array<struct<b float64>>) as l)]',
  'cast(null as string)',
  'cast(null as float64)',
  'cast(null as json)',
]
const doubles = [
  '0.1',
  '1.0',
  '-0.0',
  '1e300',
  '5e-324',
  '1.7976931348623157e308',
  '123456789012345680.0',
  '1e21',
  '1e-6',
  '1.5e-7',
  '-12.5',
  '0.30000000000000004',
  '9007199254740993.0',
]
const words = ["cast('nan' as float64)", "cast('inf' as float64)", "cast('-inf' as float64)"]

async function modelOf(url: string, sql: string, keys: string[], columns: string[], salt = 'ab') {
  await using source = await open(url)
  return pushdownOf(source).model({ model: sqlModel(sql), keys, columns, salt })
}
async function valuesOf(url: string, { from }: PushdownModel, ...expressions: readonly string[]) {
  await using source = await open(url)
  const list = expressions.map((one, index) => `${one} as t${index}`)
  return (await source.read(sqlModel(`select ${list.join(', ')} from ${from}`))).rows
}

await describeWithBigquery('the pushdown', (bigquery) => {
  test('writes every value as the text that a read gives, and of a number any text of it', async () => {
    const url = await bigquery.createDatabase()
    const all = [...values, ...doubles, ...words]
    const names = all.map((_value, index) => `v${index}`)
    const sql = `select ${all.map((value, index) => `${value} as v${index}`).join(', ')}`
    const model = await modelOf(url, sql, ['v0'], names)
    await using source = await open(url)
    const { rows, columns } = await source.read(sqlModel(sql))
    const [texts = []] = await valuesOf(url, model, ...model.texts)
    const plain = (text: string | null | undefined, index: number) =>
      index < values.length ? text : Number(text)
    expect(texts.map(plain)).toEqual(rows[0]?.map(plain))
    expect(model.columns).toEqual(columns)
    expect(model.refusal && (await valuesOf(url, model, model.refusal))).toEqual([[null]])
  })

  test('writes the doubles of a list as a read does, with the shortest digits', async () => {
    const url = await bigquery.createDatabase()
    const sql = `select [${[...doubles, ...words].join(', ')}] as v`
    const model = await modelOf(url, sql, ['v'], ['v'])
    await using source = await open(url)
    const { rows } = await source.read(sqlModel(sql))
    expect(await valuesOf(url, model, ...model.texts)).toEqual(rows)
  })

  test.each([
    ['1-2 3 4:5:6.789000', 'P1Y2M3DT4H5M6.789S'],
    ['-1-2 -3 -4:5:0', 'P-1Y-2M-3DT-4H-5M'],
    ['0-0 0 0:0:0', 'PT0S'],
    ['0-0 10 0:0:0', 'P10D'],
    ['0-10 0 -0:0:0.000001', 'P10MT-0.000001S'],
    ['10-0 0 100:0:10', 'P10YT100H10S'],
    ['0-0 0 0:05:09.5', 'PT5M9.5S'],
  ])('makes of the interval %s the text %s', async (given, iso) => {
    const url = await bigquery.createDatabase()
    await using source = await open(url)
    const { rows } = await source.read(sqlModel(`select ${intervalText(`'${given}'`)} as t`))
    expect(rows).toEqual([[iso]])
  })

  test.each([
    ['null and an empty text', 'cast(null as string)', "''"],
    ['texts that differ by case', "'A'", "'a'"],
    ['texts that differ by a space', "'a'", "'a '"],
    ['texts that differ behind a zero', String.raw`'a\x00b'`, String.raw`'a\x00c'`],
    ['numbers that are close', '0.1', '0.1 + 2e-17'],
    ['lists of numbers that are close', '[0.1]', '[0.1 + 2e-17]'],
    ['a null struct and one of nulls', 'struct(cast(null as int64) as a)', 'null'],
    [
      'lists of which one is nested otherwise',
      "[struct(['a,b'] as l)]",
      "[struct(['a', 'b'] as l)]",
    ],
  ])('tells %s apart', async (_what, one, other) => {
    const url = await bigquery.createDatabase()
    const sql = `select ${one} as v, 1 as id union all select ${other} as v, 2`
    const model = await modelOf(url, sql, ['id'], ['v'])
    const rows = await valuesOf(url, model, model.print)
    expect(rows).toHaveLength(2)
    expect(rows[0]).not.toEqual(rows[1])
  })

  test('does not take a value that moves to the next column for the same row', async () => {
    const url = await bigquery.createDatabase()
    const pairs = ["'a,b', ''", "'a', 'b'", "'-', null", "null, '-'", "'', 'ab'", 'null, null']
    const sql = pairs.map((pair) => {
      const [x, y] = pair.split(', ')
      return `select cast(${x} as string) as x, cast(${y} as string) as y`
    })
    const model = await modelOf(url, sql.join(' union all '), ['x'], ['x', 'y'])
    const rows = await valuesOf(url, model, model.print)
    expect(new Set(rows.map(String)).size).toBe(pairs.length)
  })

  test.each([
    ["'a'", "'a '", false],
    ["'a'", "'A'", false],
    ["numeric '1.50'", "numeric '1.5'", true],
    ['-0.0', '0.0', true],
    ["timestamp '2026-01-01 01:00:00+00'", "timestamp '2026-01-01 10:00:00+09'", true],
  ])('takes the keys %s and %s for one: %s', async (one, other, isSame) => {
    const url = await bigquery.createDatabase()
    const [first, second] = await Promise.all(
      [one, other].map((value) => modelOf(url, `select ${value} as k`, ['k'], ['k'])),
    )
    await using source = await open(url)
    const sql = `select count(*) as n from (select ${first?.keys[0]} as k from ${first?.from}) as a
      join (select ${second?.keys[0]} as k from ${second?.from}) as b on a.k = b.k`
    expect((await source.read(sqlModel(sql))).rows).toEqual([[isSame ? '1' : '0']])
  })

  test('refuses a list with a null in it, as a read does, and no other', async () => {
    const url = await bigquery.createDatabase()
    const sql = `select 1 as id, [struct([1, null] as l)] as \`it's\` union all select 2, [struct([1] as l)] union all select 3, null`
    const model = await modelOf(url, `select * from (${sql}) order by id`, ['id'], ["it's"])
    const rows = await valuesOf(url, model, model.refusal ?? '')
    expect(rows).toEqual([[expect.stringContaining("list of it's holds a null")], [null], [null]])
    await using source = await open(url)
    await expect(source.read(sqlModel(sql))).rejects.toMatchObject({
      message: expect.stringContaining('null element') as string,
    })
  })

  test('takes names with quotes, reserved words and names of its own', async () => {
    const url = await bigquery.createDatabase()
    const columns = ['select', 'm', 'c1', 'rev_model', 'e0', 'Größe']
    const list = columns.map((name, index) => `${index} as \`${name}\``)
    const model = await modelOf(url, `select ${list.join(', ')}`, ['m'], columns)
    expect(await valuesOf(url, model, ...model.texts)).toEqual([
      columns.map((_name, index) => String(index)),
    ])
  })

  test('makes the scratch dataset once, where the data are, and leaves nothing in it', async () => {
    const url = await bigquery.createDatabase()
    const name = `_rev_${configOf(url)['dataset']}`
    await using source = await open(url)
    const pushdown = pushdownOf(source)
    await Promise.all([pushdown.prepare(name), pushdown.prepare(name)])
    await pushdown.execute([`create table \`${name}\`.t (a INT64)`])
    const { tables } = await (
      await openSource(definition, {
        config: { ...configOf(url), dataset: name },
        projectPath: import.meta.dirname,
      })
    ).discover()
    expect(tables.map(({ path }) => path)).toEqual([[name, 't']])
    const made = (await jobs(url)).filter(({ sql }) => sql.startsWith('create schema'))
    expect(made[0]?.sql).toBe(`create schema if not exists \`${name}\` options(location = 'US')`)
  })

  test.each([
    ['table expiration', { defaultTableExpirationMs: '86400000' }, 'expire after 1 days'],
    ['collation', { defaultCollation: 'und:ci' }, 'have the collation und:ci'],
  ])('refuses a dataset with a default %s, and says how to change it', async (_what, more, why) => {
    const url = await bigquery.createDatabase()
    const name = `_rev_${configOf(url)['dataset']}`
    await makeDataset(url, name, more)
    await using source = await open(url)
    await expect(pushdownOf(source).prepare(name)).rejects.toMatchObject({
      code: 'REV_AUTH_SCOPE',
      message: expect.stringContaining(why) as string,
      hint: expect.stringContaining(`alter schema \`${name}\` set `) as string,
    })
  })

  test.each([
    ['without a location and a dataset', '_rev_nowhere', {}, 'Set `location`'],
    ['in another location than the data', 'there', { location: 'EU' }, 'scratch_schema'],
    ['with a name that no dataset has', 'a-b', {}, 'scratch_schema'],
  ])('makes no scratch dataset %s', async (_what, schema, more, hint) => {
    const url = await bigquery.createDatabase()
    const { dataset = '', ...config } = configOf(url)
    const name = schema === 'there' ? dataset : schema
    await using source = await openSource(definition, {
      config: { ...config, ...more },
      projectPath: import.meta.dirname,
    })
    await expect(pushdownOf(source).prepare(name)).rejects.toMatchObject({
      code: 'REV_CONFIG_INVALID',
      hint: expect.stringContaining(hint) as string,
    })
  })

  test('says what to grant to an account that may only read', async () => {
    const url = await bigquery.createDatabase()
    await using source = await openSource(definition, {
      config: readerOf(url),
      projectPath: import.meta.dirname,
    })
    expect((await source.read(sqlModel('select 1 as a'))).rows).toEqual([['1']])
    await expect(pushdownOf(source).prepare('no_scratch')).rejects.toMatchObject({
      code: 'REV_AUTH_SCOPE',
      message: expect.stringContaining('no_scratch') as string,
      hint: expect.stringContaining('grant `roles/bigquery.dataEditor` on schema') as string,
    })
  })

  test('cancels the job under way when it is aborted, and starts no other', async () => {
    const url = await bigquery.createDatabase()
    await using source = await open(url)
    const abort = new AbortController()
    const statements = ['create table one (a INT64)', 'create table two (a INT64)']
    const running = pushdownOf(source).execute(statements, abort.signal)
    abort.abort()
    await expect(running).rejects.toMatchObject({ code: 'REV_RUN_CANCELLED' })
    expect(await jobs(url)).toMatchObject([{ sql: statements[0], cancelled: true }])
  })

  test('fails with the words of BigQuery', async () => {
    const url = await bigquery.createDatabase()
    await using source = await open(url)
    const insert = 'insert into never (a) values (1)'
    await expect(pushdownOf(source).execute([insert])).rejects.toMatchObject({
      code: 'REV_MODEL_NOT_FOUND',
      message: expect.stringContaining('never') as string,
    })
  })

  test('refuses a range, whose text is not documented', () => {
    const type = { name: 'r', type: 'RANGE' }
    const column = { name: 'r', type: 'string', sourceType: 'RANGE' } as const
    expect(() => requireText({ column, type, reference: 'c1' })).toThrow('r is of type RANGE')
    const nested = { name: 's', type: 'RECORD', fields: [type] }
    expect(() => requireText({ column, type: nested, reference: 'c1' })).toThrow('RANGE')
  })
})
