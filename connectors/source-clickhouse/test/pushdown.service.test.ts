import type { PushdownModel } from '@revetl/sdk'
import { openSource, pushdownOf } from '@revetl/testkit'
import { describeWithClickhouse } from '@revetl/testkit/services/vitest'
import { expect, test } from 'vitest'
import definition from '../src/index.ts'
import { configOf, open, run } from './database.ts'

const values = [
  'toIntervalYear(2)',
  'toIntervalQuarter(2)',
  'toIntervalWeek(2)',
  'toIntervalMinute(5)',
  'toIntervalMillisecond(-1500)',
  'toIntervalNanosecond(-1500)',
  'toIntervalSecond(0)',
  "toInt128('-170141183460469231731687303715884105728')",
  "toDateTime64('2261-12-31 23:59:59.000000001', 9, 'Asia/Tokyo')",
  "toDateTime64('2026-01-31 13:05:00', 0, 'UTC')",
  "toDateTime64('1969-12-31 23:59:59.500', 3, 'UTC')",
  "toDateTime('2026-07-01 00:30:00', 'America/New_York')",
  "toDate32('1900-01-01')",
  "toFixedString('ab', 4)",
  String.raw`'\t\n\\N\0'`,
  'CAST(\'{"a":{"b":9007199254740993}}\' as JSON)',
  "CAST(1.25, 'Variant(String, Float64)')",
  "CAST(null, 'Dynamic')",
  "[CAST('x', 'LowCardinality(String)')]",
  "CAST('b', 'Enum8(\\'a\\' = 1, \\'b\\' = 2)')",
  "toIPv4('10.0.0.1')",
  'generateUUIDv4() = generateUUIDv4()',
  "CAST('1.50', 'Decimal(10, 4)')",
  "toUInt64('18446744073709551615')",
  'null',
]
const numbers = [
  '0.1',
  'toFloat32(0.1)',
  '-inf',
  'inf',
  'nan',
  '1e300',
  '-0.',
  '5e-324',
  'toBFloat16(0.1)',
]

async function sqlOf(url: string, sql: string, keys: string[], columns: string[], salt = 'ab') {
  await using source = await open(url)
  return pushdownOf(source).model({ model: { kind: 'sql', sql }, keys, columns, salt })
}
async function valuesOf(url: string, { from }: PushdownModel, ...expressions: readonly string[]) {
  await using source = await open(url)
  const list = expressions.map((one, index) => `${one} as t${index}`)
  const sql = `select ${list.join(', ')} from ${from}`
  return (await source.read({ kind: 'sql', sql })).rows
}

await describeWithClickhouse('the pushdown', (clickhouse) => {
  test('writes every value as the text that a read gives, and of a number any text of it', async () => {
    const url = await clickhouse.createDatabase()
    const all = [...values, ...numbers]
    const sql = `select ${all.map((value, index) => `${value} as v${index}`).join(', ')}`
    const model = await sqlOf(
      url,
      sql,
      ['v0'],
      all.map((_value, index) => `v${index}`),
    )
    await using source = await open(url)
    const { rows, columns } = await source.read({ kind: 'sql', sql })
    const [texts = []] = await valuesOf(url, model, ...model.texts)
    const plain = (text: string | null | undefined, index: number) =>
      index < values.length ? text : Number(text)
    expect(texts.map(plain)).toEqual(rows[0]?.map(plain))
    expect(model.columns).toEqual(columns)
    expect(model.refusal && (await valuesOf(url, model, model.refusal))).toEqual([[null]])
  })

  test.each([
    ['null and an empty text', "CAST(null, 'Nullable(String)')", "''"],
    ['texts that differ by case', "'A'", "'a'"],
    ['texts that differ by a space', "'a'", "'a '"],
    ['texts that differ behind a zero', String.raw`'a\0b'`, String.raw`'a\0c'`],
    ['numbers that are close', '0.1', 'toFloat64(0.1) + 2e-17'],
    [
      'lists with and without a null',
      "[CAST(null, 'Nullable(Int8)')]",
      "CAST([], 'Array(Nullable(Int8))')",
    ],
  ])('tells %s apart', async (_what, one, other) => {
    const url = await clickhouse.createDatabase()
    const sql = `select ${one} as v, 1 as id union all select ${other}, 2`
    const model = await sqlOf(url, sql, ['id'], ['v'])
    const rows = await valuesOf(url, model, model.print)
    expect(rows[0]).not.toEqual(rows[1])
  })

  test('does not take a value that moves to the next column for the same row', async () => {
    const url = await clickhouse.createDatabase()
    const texts = [
      "'a,b', ''",
      "'a', 'b'",
      "'-', null",
      "null, '-'",
      "'1:', 'b'",
      "'', '1:b'",
      'null, null',
    ]
    const sql = texts.map((pair, id) => `select ${id} as id, ${pair}`).join(' union all ')
    const model = await sqlOf(
      url,
      `select c1 as x, c2 as y from (${sql}) as t(c0, c1, c2)`,
      ['x'],
      ['x', 'y'],
    )
    const rows = await valuesOf(url, model, model.print)
    expect(new Set(rows.map(String)).size).toBe(texts.length)
  })

  test.each([
    ["'a'", "'a '", false],
    ["CAST('1.50', 'Decimal(9, 2)')", "CAST('1.5', 'Decimal(9, 3)')", true],
    ["CAST('100', 'Decimal(9, 0)')", 'toUInt64(100)', true],
    ['-0.', 'toFloat64(0)', true],
    ['toFloat32(0.1)', 'toFloat64(0.1)', true],
    [
      "toDateTime64('2026-01-01 01:00:00', 3, 'UTC')",
      "toDateTime('2026-01-01 10:00:00', 'Asia/Tokyo')",
      true,
    ],
  ])('takes the keys %s and %s for one: %s', async (one, other, isSame) => {
    const url = await clickhouse.createDatabase()
    const [first, second] = await Promise.all(
      [one, other].map((value) => sqlOf(url, `select ${value} as k`, ['k'], ['k'])),
    )
    await using source = await open(url)
    // As a join finds them, and not as = does.
    const sql = `select count() from (select ${first?.keys[0]} as k from ${first?.from}) as a
      join (select ${second?.keys[0]} as k from ${second?.from}) as b on a.k = b.k`
    expect((await source.read({ kind: 'sql', sql })).rows).toEqual([[isSame ? '1' : '0']])
  })

  test('refuses a text that is no UTF-8, as a read does, and no other', async () => {
    const url = await clickhouse.createDatabase()
    const sql = `select 1 as id, CAST(unhex('ff00'), 'Nullable(String)') as \`it's\` union all select 2, 'é' union all select 3, null`
    const model = await sqlOf(url, `select * from (${sql}) order by id`, ['id'], ["it's"])
    expect(await valuesOf(url, model, model.refusal ?? '')).toEqual([
      ["a text of it's is not UTF-8; write hex() or base64Encode() of it"],
      [null],
      [null],
    ])
  })

  test('takes names with quotes, reserved words and names of its own', async () => {
    const url = await clickhouse.createDatabase()
    const columns = ['select', 'a`b', 'm', 'c1', "it's", 'rev_model', 'back\\slash']
    const list = columns.map(
      (name, index) => `${index} as \`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``,
    )
    const model = await sqlOf(url, `select ${list.join(', ')}`, ['a`b'], columns)
    expect(await valuesOf(url, model, ...model.texts)).toEqual([
      columns.map((_name, index) => String(index)),
    ])
  })

  test('makes the scratch database once, whatever its name, and leaves nothing in it', async () => {
    const url = await clickhouse.createDatabase()
    const name = `${configOf(url)['database']} \`x\``
    await using source = await open(url)
    const pushdown = pushdownOf(source)
    await Promise.all([pushdown.prepare(name), pushdown.prepare(name)])
    const quoted = `\`${name.replaceAll('`', '``')}\``
    await pushdown.execute([
      `create table ${quoted}.t (a Int8) engine = MergeTree order by tuple()`,
    ])
    const listed = `select count() from system.tables where database = '${name}'`
    expect(await run(url, listed)).toBe('1\n')
    await run(url, `drop database ${quoted}`)
  })

  test('says what to grant to a user that may only read', async () => {
    const url = await clickhouse.createDatabase()
    await using source = await openSource(definition, {
      config: { ...configOf(url), user: 'reader' },
      projectPath: import.meta.dirname,
    })
    expect((await source.read({ kind: 'sql', sql: 'select 1' })).rows).toEqual([['1']])
    await expect(pushdownOf(source).prepare('no_scratch')).rejects.toMatchObject({
      code: 'REV_AUTH_SCOPE',
      message: expect.stringContaining('no_scratch') as string,
      hint: expect.stringContaining('grant select, insert') as string,
    })
  })

  test('stops before the next statement when it is aborted, and fails with the words of the server', async () => {
    const url = await clickhouse.createDatabase()
    await using source = await open(url)
    const abort = new AbortController()
    abort.abort()
    const statements = ['create table never (a Int8) engine = Memory']
    await expect(pushdownOf(source).execute(statements, abort.signal)).rejects.toMatchObject({
      code: 'REV_RUN_CANCELLED',
    })
    await expect(
      pushdownOf(source).execute(['insert into never values (1)']),
    ).rejects.toMatchObject({
      code: 'REV_MODEL_NOT_FOUND',
      message: expect.stringContaining('never') as string,
    })
  })
})
