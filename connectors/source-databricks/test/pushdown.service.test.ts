import type { PushdownModel } from '@revetl/sdk'
import { pushdownOf } from '@revetl/testkit'
import {
  databricksReaderToken,
  queryDatabricks,
  runDatabricksStatements,
} from '@revetl/testkit/services'
import { describeWithDatabricks } from '@revetl/testkit/services/vitest'
import { beforeAll, expect, test } from 'vitest'
import { plainDecimal, textSql } from '../src/pushdown/canonical-sql.ts'
import { configOf, open, statements } from './database.ts'

const values = [
  'true',
  '-128Y',
  '9223372036854775807L',
  "cast('1e-10' as decimal(38,18))",
  "cast('-12345678901234567890.5' as decimal(38,10))",
  'cast(0 as decimal(3,2))',
  "date'0001-01-01'",
  "date'9999-12-31'",
  "timestamp'0001-01-01 00:00:00Z'",
  "timestamp'2026-11-01 01:30:00 America/Los_Angeles'",
  "timestamp'1969-12-31 23:59:59.999999Z'",
  "timestamp'+10000-01-02 03:04:05.1Z'",
  "timestamp'-0044-03-15 12:00:00Z'",
  "timestamp_ntz'2026-03-29 02:30:00.1200'",
  "timestamp_ntz'1970-01-01 00:00:00'",
  "interval '-1-2' year to month",
  "interval '5' month",
  "interval '0' year",
  "interval '-3 04:05:06.789' day to second",
  "interval '90' minute",
  "interval '-0.000001' second",
  "interval '0' day",
  "x'00ff'",
  "cast(repeat('abc', 60) as binary)",
  "x''",
  String.raw`'\t\n\\ \'\0"é'`,
  "''",
  "cast('ab' as char(4))",
  'null',
  "array(1.5D, null, double('NaN'))",
  "array(x'4142')",
  "map('k', timestamp'2026-01-31 13:05:00.123456Z')",
  `named_struct('a', 9007199254740993, 'b', 'q"', 'c', cast(null as int))`,
]
const numbers = [
  '0.1D',
  "double('-0')",
  '1e300D',
  '5e-324D',
  "double('NaN')",
  "double('-Infinity')",
  '0.1F',
  "float('-0')",
  '16777217F',
  '8388609F',
  "float('1.17549435E-38')",
  "float('1.4E-45')",
  "float('3.4028235E38')",
  "float('Infinity')",
]

await describeWithDatabricks('the pushdown', (databricks) => {
  let url: string
  beforeAll(async () => {
    url = await databricks.createDatabase()
  })
  const sqlOf = async (sql: string, keys: string[], columns: string[], salt = 'ab') => {
    await using source = await open(configOf(url))
    return await pushdownOf(source).model({ model: { kind: 'sql', sql }, keys, columns, salt })
  }
  const valuesOf = ({ from }: PushdownModel, ...expressions: readonly string[]) => {
    const list = expressions.map((one, index) => `${one} as t${index}`)
    return queryDatabricks(url, `select ${list.join(', ')} from ${from}`)
  }

  test('writes every value as the text that a read gives, and of a number any text of it', async () => {
    const all = [...values, ...numbers]
    const sql = `select ${all.map((value, index) => `${value} as v${index}`).join(', ')}`
    const names = all.map((_value, index) => `v${index}`)
    const model = await sqlOf(sql, ['v0'], names)
    await using source = await open(configOf(url))
    const { rows, columns } = await source.read({ kind: 'sql', sql })
    const [texts = []] = await valuesOf(model, ...model.texts)
    const plain = (text: string | null | undefined, index: number) =>
      index < values.length ? text : Number(text)
    expect(texts.map(plain)).toEqual(rows[0]?.map(plain))
    expect(model.columns).toEqual(columns)
    expect(await valuesOf(model, model.refusal ?? '')).toEqual([[null]])
  })

  test('writes a decimal without an exponent, whatever mode the warehouse is in', async () => {
    const texts = [
      ['1.00000000E-10', 18],
      ['0E-18', 18],
      ['-1.5E-8', 9],
      ['-12.50', 2],
    ] as const
    const list = texts.map(([text, scale]) => plainDecimal(`'${text}'`, scale))
    expect(await queryDatabricks(url, `select ${list.join(', ')}`)).toEqual([
      ['0.000000000100000000', '0.000000000000000000', '-0.000000015', '-12.50'],
    ])
  })

  test('compares a column with a collation of its own by bytes', async () => {
    const type = 'string collate UTF8_LCASE'
    const column = { name: 'c', type: 'string', sourceType: type } as const
    expect(textSql({ column, type, reference: 'c1' })).toContain('collate UTF8_BINARY')
  })

  test.each([
    ['null and an empty text', 'cast(null as string)', "''"],
    ['texts that differ by case', "'A'", "'a'"],
    ['texts that differ by a space', "'a'", "'a '"],
    ['texts that differ behind a NUL', String.raw`'a\0b'`, String.raw`'a\0c'`],
    ['numbers that are close', '0.1D', '0.1D + 2e-17D'],
    ['lists with and without a null', 'array(cast(null as int))', 'cast(array() as array<int>)'],
  ])('tells %s apart', async (_what, one, other) => {
    const sql = `select ${one} as v, 1 as id union all select ${other}, 2`
    const model = await sqlOf(sql, ['id'], ['v'])
    const rows = await valuesOf(model, model.print)
    expect(rows[0]).not.toEqual(rows[1])
    expect(rows[0]?.[0]).toMatch(/^[0-9a-f]{32}$/)
  })

  test('does not take a value that moves to the next column for the same row, and heeds the salt', async () => {
    const texts = ["'a,b', ''", "'a', 'b'", "'-', null", "null, '-'", "'', '1:b'", 'null, null']
    const sql = texts.map((pair, id) => `select ${id} as id, ${pair}`).join(' union all ')
    const model = `select c1 as x, c2 as y from (${sql}) as t(c0, c1, c2)`
    const [one, other] = [
      await sqlOf(model, ['x'], ['x', 'y']),
      await sqlOf(model, ['x'], ['x', 'y'], 'ac'),
    ]
    const rows = [...(await valuesOf(one, one.print)), ...(await valuesOf(other, other.print))]
    expect(new Set(rows.map(String)).size).toBe(2 * texts.length)
  })

  test('takes keys for one exactly where they are one', async () => {
    const pairs: readonly (readonly [string, string, boolean])[] = [
      ["'a'", "'a '", false],
      ["'a'", "'A'", false],
      ["cast('1.50' as decimal(9,2))", "cast('1.5' as decimal(9,3))", true],
      ["double('-0')", '0D', true],
      ["double('NaN')", "double('NaN')", true],
      ['0.1F', '0.1D', true],
      ["float('1.17549435E-38')", '1.1754944E-38D', true],
      ["timestamp'2026-01-01 01:00:00Z'", "timestamp'2026-01-01 10:00:00+09:00'", true],
    ]
    const selects = await Promise.all(
      pairs.map(async ([one, other, isSame]) => {
        const first = await sqlOf(`select ${one} as k`, ['k'], ['k'])
        const second = await sqlOf(`select ${other} as k`, ['k'], ['k'])
        // As a join finds them, and not as = does.
        return `select '${one.replaceAll("'", '"')}', ${isSame}, count(*) from (select ${first.keys[0]} as k from ${first.from}) as a
          join (select ${second.keys[0]} as k from ${second.from}) as b on a.k = b.k`
      }),
    )
    const rows = await queryDatabricks(url, selects.join(' union all '))
    expect(rows.map(([what, , count]) => [what, count === '1'])).toEqual(
      rows.map(([what, isSame]) => [what, isSame === 'true']),
    )
    expect(rows).toHaveLength(pairs.length)
  })

  test('refuses an instant at which a read stops, and no other', async () => {
    const instants = ['8640000000001000000', '8640000000000999999', '-8640000000000000001']
    const list = instants.map(
      (micros, id) => `select ${id} as id, timestamp_micros(${micros}) as \`it's\``,
    )
    const model = await sqlOf(
      `select * from (${list.join(' union all ')}) order by id`,
      ['id'],
      ["it's"],
    )
    const why = "it's holds an instant beyond year 275760"
    expect(await valuesOf(model, model.refusal ?? '')).toEqual([[why], [null], [why]])
    await using source = await open(configOf(url))
    const read = source.read({ kind: 'sql', sql: `select timestamp_micros(${instants[0]}) as v` })
    await expect(read).rejects.toThrow('Invalid time value')
  })

  test('takes names with quotes, reserved words and names of its own', async () => {
    const columns = ['select', 'a`b', 'm', 'c1', "it's", 'back\\slash']
    const list = columns.map((name, index) => `${index} as \`${name.replaceAll('`', '``')}\``)
    const model = await sqlOf(`select ${list.join(', ')} -- the end`, ['a`b'], columns)
    expect(await valuesOf(model, ...model.texts)).toEqual([
      columns.map((_name, index) => String(index)),
    ])
  })

  test('refuses a type that has no text before anything runs', async () => {
    await expect(sqlOf('select 1 as a, 2 as a', ['a'], ['a'])).rejects.toMatchObject({
      code: 'REV_MODEL_SQL',
    })
  })

  test('makes the scratch schema once, and leaves nothing in it', async () => {
    const name = `_rev_${new URL(url).pathname.slice(1)}`
    await using source = await open(configOf(url))
    const pushdown = pushdownOf(source)
    await Promise.all([pushdown.prepare(name), pushdown.prepare(name)])
    expect(await queryDatabricks(url, `show tables in ${name}`)).toEqual([])
    await runDatabricksStatements(url, [`drop schema ${name} cascade`])
  })

  test('says what to grant to a user that may only read', async () => {
    const config = configOf(url)
    const token = databricksReaderToken(config['token'] ?? '')
    await using source = await open({ ...config, token, catalog: 'shop' })
    expect((await source.read({ kind: 'sql', sql: 'select 1' })).rows).toEqual([['1']])
    await expect(pushdownOf(source).prepare('no_scratch')).rejects.toMatchObject({
      code: 'REV_AUTH_SCOPE',
      message: expect.stringContaining('no_scratch') as string,
      hint: expect.stringContaining(
        'grant use schema, create table, select, modify on schema `shop`.`no_scratch`',
      ) as string,
    })
  })

  test('stops before the next statement when it is aborted, and stops the one that runs', async () => {
    const own = await databricks.createDatabase()
    await using source = await open(configOf(own))
    const pushdown = pushdownOf(source)
    const abort = new AbortController()
    const slow =
      'create table slow as select sum(length(sha2(cast(id as string), 512))) as n from range(100000000000)'
    const running = pushdown
      .execute([slow, 'create table never (a int)'], abort.signal)
      .catch((error: unknown) => error)
    await expect.poll(async () => (await statements(own))[0]?.state).toBe('RUNNING')
    abort.abort()
    expect(await running).toMatchObject({ code: 'REV_RUN_CANCELLED' })
    expect(await statements(own)).toMatchObject([{ cancelled: true, state: 'CANCELED' }])
    await expect(pushdown.execute(['insert into never values (1)'])).rejects.toMatchObject({
      code: 'REV_MODEL_NOT_FOUND',
      message: expect.stringContaining('never') as string,
    })
  })
})
