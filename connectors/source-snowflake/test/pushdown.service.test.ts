import type { PushdownModel } from '@revetl/sdk'
import { pushdownOf } from '@revetl/testkit'
import { describeWithSnowflake } from '@revetl/testkit/services/vitest'
import { beforeAll, expect, test } from 'vitest'
import { quoteText } from '../src/dialect.ts'
import { isOddJson, readJsonSql } from '../src/pushdown/json-sql.ts'
import { databaseOf, open, run, sent } from './database.ts'

const values = [
  '1::number(18,0)',
  '-999999999999999999::number(18,0)',
  '9223372036854775807::number(38,0)',
  '0.5::number(38,10)',
  '100::number(5,2)',
  String.raw`'\t\n\\N\0'`,
  "''",
  "'Grüße 👩‍💻 '",
  'true',
  'false',
  "'2024-02-29'::date",
  "'0001-01-01'::date",
  "'9999-12-31'::date",
  "'00:00:00'::time",
  "'10:20:30'::time",
  "'13:05:00.25'::time",
  "'23:59:59.999999'::time",
  "'2026-03-29 02:30:00'::timestamp_ntz",
  "'2026-03-29 02:30:00.1234'::timestamp_ntz",
  "'0001-01-01 00:00:00'::timestamp_ntz",
  "'1969-12-31 23:59:59.999999'::timestamp_ntz",
  "'2026-01-31 13:05:00.5 +02:00'::timestamp_tz",
  "'2026-01-31 13:00:00 -11:00'::timestamp_tz",
  "'2026-01-31 13:05:10'::timestamp_ltz",
  "to_binary('00FF27', 'HEX')",
  "to_binary('', 'HEX')",
  `parse_json('{"a": [1, null, 12345678901234567890], "q": "x, \\\\": y", "s": " "}')`,
  `parse_json('"undefined, \\\\\\\\"')`,
  `parse_json('null')`,
  `parse_json('[ ]')`,
  "object_construct('a', 1)",
  'to_variant(array_construct(1, 2))',
  'null',
]
const numbers = ['0.1', "'-0'", '1e300', '5e-324', "'nan'", "'inf'", "'-inf'"].map(
  (text) => `${text}::float`,
)

await describeWithSnowflake('the pushdown', (snowflake) => {
  let url: string
  beforeAll(async () => {
    url = await snowflake.createDatabase()
  })

  const sqlOf = async (sql: string, keys: string[], columns: string[], salt = 'ab') => {
    await using source = await open(url)
    return await pushdownOf(source).model({ model: { kind: 'sql', sql }, keys, columns, salt })
  }
  const valuesOf = async ({ from }: PushdownModel, ...expressions: readonly string[]) => {
    await using source = await open(url)
    const list = expressions.map((one, index) => `${one} as t${index}`)
    return (await source.read({ kind: 'sql', sql: `select ${list.join(', ')} from ${from}` })).rows
  }

  test('writes every value as the text that a read gives, and of a number any text of it', async () => {
    const all = [...values, ...numbers]
    const names = all.map((_value, index) => `V${index}`)
    const sql = `select ${all.map((value, index) => `${value} as v${index}`).join(', ')}`
    const model = await sqlOf(sql, ['V0'], names)
    await using source = await open(url)
    const { rows, columns } = await source.read({ kind: 'sql', sql })
    const [texts = []] = await valuesOf(model, ...model.texts)
    const plain = (text: string | null | undefined, index: number) =>
      index < values.length ? text : Number(text)
    expect(texts.map(plain)).toEqual(rows[0]?.map(plain))
    expect(model.columns).toEqual(columns)
    expect(await valuesOf(model, model.refusal ?? '')).toEqual([[null]])
  })

  test.each([
    ['null and an empty text', 'null::varchar', "''"],
    ['texts that differ by case', "'A'", "'a'"],
    ['texts that differ by a space', "'a'", "'a '"],
    ['texts that differ behind a zero', String.raw`'a\0b'`, String.raw`'a\0c'`],
    ['numbers that are close', '0.1::float', '0.1::float + 2e-17'],
    ['lists', "parse_json('[null]')", "parse_json('[]')"],
    ['JSON null and null', "parse_json('null')", 'null::variant'],
  ])('tells %s apart', async (_what, one, other) => {
    const sql = `select ${one} as v, 1 as id union all select ${other}, 2`
    const model = await sqlOf(sql, ['ID'], ['V'])
    const rows = await valuesOf(model, model.print)
    expect(rows[0]).not.toEqual(rows[1])
  })

  test('does not take a value that moves to the next column for the same row', async () => {
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
    const named = `select c1 as x, c2 as y from (${sql}) as t(c0, c1, c2)`
    const model = await sqlOf(named, ['X'], ['X', 'Y'])
    const rows = await valuesOf(model, model.print)
    expect(new Set(rows.map(String)).size).toBe(texts.length)
    const other = await sqlOf(named, ['X'], ['X', 'Y'], 'cd')
    expect(await valuesOf(other, other.print)).not.toEqual(rows)
  })

  test.each([
    ["'a'", "'a '", false],
    ["'a'", "'A'", false],
    ['1.50::number(9,2)', '1.5::number(9,3)', true],
    ['100::number(9,0)', '100::number(38,5)', true],
    ['1000::number(38,0)', '1::number(38,0)', false],
    ["'-0'::float", '0::float', true],
    [
      "'2026-01-01 01:00:00 +00:00'::timestamp_tz",
      "'2026-01-01 03:00:00.000 +02:00'::timestamp_tz",
      true,
    ],
  ])('takes the keys %s and %s for one: %s', async (one, other, isSame) => {
    const [first, second] = await Promise.all(
      [one, other].map((value) => sqlOf(`select ${value} as k`, ['K'], ['K'])),
    )
    await using source = await open(url)
    // As a join finds them. A number of another precision is a text.
    const sql = `select count(*) as n from (select to_varchar(${first?.keys[0]}) as k from ${first?.from}) as a
      join (select to_varchar(${second?.keys[0]}) as k from ${second?.from}) as b on a.k = b.k`
    expect((await source.read({ kind: 'sql', sql })).rows).toEqual([[isSame ? '1' : '0']])
  })

  test('compares a column by its bytes, whatever its collation and that of new columns', async () => {
    await run(
      url,
      "create or replace table named (s varchar collate 'en-ci')",
      "insert into named values ('a'), ('A')",
    )
    const model = await sqlOf('select s from named', ['S'], ['S'])
    await using source = await open(url)
    const counted = `select count(distinct ${model.keys[0]}) as n from ${model.from}`
    expect((await source.read({ kind: 'sql', sql: counted })).rows).toEqual([['2']])
    expect(pushdownOf(source).dialect.types.text).toContain("collate ''")
  })

  test('fills the gaps of a list with nulls, and refuses what is written otherwise than a read has it', async () => {
    // The emulator has no such values, but it has their texts.
    const given = [
      '[undefined,1]',
      '["undefined",1]',
      '["undefined",undefined]',
      String.raw`["\"undefined\\",undefined]`,
      String.raw`["\\\"",undefined]`,
      '[NaN]',
      '{"a":-Infinity}',
      '["NaN"]',
    ]
    const rows = given.map((text, id) => `select ${id} as id, ${quoteText(text)} as json`)
    const sql = `select ${readJsonSql('json')} as text, ${isOddJson('json')} as odd from (${rows.join(' union all ')}) order by id`
    await using source = await open(url)
    const read = await source.read({ kind: 'sql', sql })
    expect(read.rows.map(([text, isOdd]) => (isOdd === 'true' ? 'refused' : text))).toEqual([
      '[null,1]',
      '["undefined",1]',
      'refused',
      'refused',
      String.raw`["\\\"",null]`,
      'refused',
      'refused',
      '["NaN"]',
    ])
  })

  test('takes names with quotes, reserved words and names of its own', async () => {
    const columns = ['select', 'a"b', 'm', 'c1', "it's", 'rev_model', 'back\\slash']
    const list = columns.map((name, index) => `${index} as "${name.replaceAll('"', '""')}"`)
    const model = await sqlOf(`select ${list.join(', ')}`, ['a"b'], columns)
    expect(await valuesOf(model, ...model.texts)).toEqual([
      columns.map((_name, index) => String(index)),
    ])
  })

  test('makes the scratch schema once, whatever its name, and leaves nothing in it', async () => {
    const name = 'of us'
    await using source = await open(url)
    const pushdown = pushdownOf(source)
    await Promise.all([pushdown.prepare(name), pushdown.prepare(name)])
    await pushdown.prepare(name)
    const quoted = `"${name}"`
    await pushdown.execute([`create transient table ${quoted}."t" (a number(1,0))`])
    const sql = `select table_name from information_schema.tables where table_schema = '${name}'`
    expect((await source.read({ kind: 'sql', sql })).rows).toEqual([['t']])
    const made = (await sent(url)).filter(
      (one) => one.sql === `create schema if not exists ${quoted}`,
    )
    expect(made.length).toBeLessThan(3)
  })

  test('says what to grant to a role that may only read', async () => {
    const role = 'REV_READS_ONLY'
    await using source = await open(url, { role })
    expect((await source.read({ kind: 'sql', sql: 'select 1 as a' })).rows).toEqual([['1']])
    await expect(pushdownOf(source).prepare('no_scratch')).rejects.toMatchObject({
      code: 'REV_AUTH_SCOPE',
      message: expect.stringContaining('no_scratch') as string,
      hint: expect.stringContaining(
        `grant usage, create table on schema "${databaseOf(url)}"."no_scratch" to role "${role}"`,
      ) as string,
    })
  })

  test('a warehouse that does not wake is no scratch schema that cannot be used', async () => {
    await using source = await open(url, { warehouse: 'ASLEEP' })
    await expect(pushdownOf(source).prepare('_rev')).rejects.toMatchObject({
      code: 'REV_AUTH_SCOPE',
      hint: expect.stringContaining('AUTO_RESUME') as string,
    })
  })

  test('stops the statement that is under way when it is aborted, and begins no other', async () => {
    await using source = await open(url)
    const abort = new AbortController()
    const waiting = 'create table waited as select system$wait(60) as a'
    const failed = pushdownOf(source)
      .execute([waiting, 'create table never (a int)'], abort.signal)
      .catch((error: unknown) => error)
    await expect.poll(async () => (await sent(url)).at(-1)?.sql).toBe(waiting)
    abort.abort()
    expect(await failed).toMatchObject({ code: 'REV_RUN_CANCELLED' })
    const { cancelled, ended, sql } = (await sent(url)).at(-1) ?? {}
    expect({ cancelled, ended, sql }).toEqual({ cancelled: true, ended: true, sql: waiting })
  })

  test('fails with the words of Snowflake', async () => {
    await using source = await open(url)
    await expect(
      pushdownOf(source).execute(['insert into never values (1)']),
    ).rejects.toMatchObject({
      code: 'REV_MODEL_NOT_FOUND',
      message: expect.stringMatching(/never/i) as string,
    })
  })
})
