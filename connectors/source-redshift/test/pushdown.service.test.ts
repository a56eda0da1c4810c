import type { PushdownModel } from '@revetl/sdk'
import { pushdownOf } from '@revetl/testkit'
import { asUser, queryPostgres as run } from '@revetl/testkit/services'
import { describeWithRedshift } from '@revetl/testkit/services/vitest'
import { beforeAll, expect, test } from 'vitest'
import { open } from './database.ts'
import { printedValues } from './printed-values.ts'

function aliased(texts: readonly string[]): readonly string[] {
  return texts.map((text, index) => `${text} as t${index}`)
}

const unwritten = new Set(['interval', 'hllsketch', 'geometry'])
const written = printedValues.filter(
  ([expression]) => !unwritten.has(expression.split('::').at(-1) ?? ''),
)

await describeWithRedshift('the pushdown', (redshift) => {
  let url: string
  beforeAll(async () => {
    url = await redshift.createDatabase()
  })

  const sqlOf = async (sql: string, keys: string[], columns: string[], salt = 'ab') => {
    await using source = await open(url)
    return pushdownOf(source).model({ model: { kind: 'sql', sql }, keys, columns, salt })
  }
  const valuesOf = async ({ from }: PushdownModel, ...expressions: (string | undefined)[]) => {
    await using source = await open(url)
    const sql = `select ${expressions.map((one) => one ?? 'null::varchar').join(', ')} from ${from}`
    return (await source.read({ kind: 'sql', sql })).rows
  }

  test('writes every value as the text that a read gives, and of a number any text of it', async () => {
    const names = written.map((_value, index) => `v${index}`)
    const list = written.map(([expression], index) => `${expression} as v${index}`)
    const model = await sqlOf(`select ${list.join(', ')}`, ['v3'], names)
    const [texts = []] = await valuesOf(model, ...aliased(model.texts))
    const plain = (text: string | null | undefined, index: number) =>
      written[index]?.[1] === 'number' ? Number(text) : text
    expect(texts.map(plain)).toEqual(written.map(([, , text], index) => plain(text, index)))
    expect(model.columns.map(({ type }) => type)).toEqual(written.map(([, type]) => type))
    expect(await valuesOf(model, model.refusal)).toEqual([[null]])
  })

  test.each(['0.3', '16777216', '8388609', '1e-45', '3.4028235e38', '-1.17549e-38', '-0.00012345'])(
    'writes %s of four bytes with the fewest digits that are the same',
    async (digits) => {
      const model = await sqlOf(`select ${digits}::float4 as v`, ['v'], ['v'])
      const [[text] = []] = await valuesOf(model, aliased(model.texts)[0])
      await using source = await open(url)
      const { rows } = await source.read({ kind: 'sql', sql: `select ${digits}::float4 as v` })
      expect(Number(text)).toBe(Number(rows[0]?.[0]))
    },
  )

  test.each(["'1 day'::interval", `'{}'::hllsketch`, "'00'::geometry"])(
    'refuses %s, which has no text in the database, and only where it is used',
    async (expression) => {
      const sql = `select 1 as id, ${expression} as v`
      await expect(sqlOf(sql, ['id'], ['V'])).rejects.toMatchObject({
        code: 'REV_MODEL_SQL',
        hint: expect.stringContaining('diff: local') as string,
      })
      expect((await sqlOf(sql, ['id'], ['id'])).columns).toHaveLength(1)
    },
  )

  test.each([
    ['a text', "repeat('x', 65536)", "repeat('x', 65535)"],
    [
      'a super value',
      `('"' || repeat('x', 65534) || '"')::super`,
      `('"' || repeat('x', 65533) || '"')::super`,
    ],
    ['bytes', "repeat('00', 49152)::varbyte", "repeat('00', 49149)::varbyte"],
  ])('refuses %s that no table can hold', async (_what, long, short) => {
    const sql = `select 1 as id, ${long} as "it's" union all select 2, ${short}`
    const model = await sqlOf(`select * from (${sql}) t order by 1`, ['id'], ["it's"])
    const rows = await valuesOf(
      model,
      `${model.refusal} as why`,
      `octet_length(${model.texts[0]}) as n`,
    )
    expect(rows[0]).toEqual([
      expect.stringContaining("it's holds a text of more than 65535 bytes"),
      null,
    ])
    expect(rows[1]?.[0]).toBeNull()
  })

  test('refuses a number that a session would write with too few digits', async () => {
    const { from, refusal } = await sqlOf('select (0.1::float8 + 0.2::float8) as v', ['v'], ['v'])
    const whyWith = async (digits: number) =>
      run(url, `set extra_float_digits to ${digits}`, `select ${refusal} as why from ${from}`)
    expect(await whyWith(2)).toEqual([{ why: null }])
    expect(await whyWith(0)).toEqual([
      { why: expect.stringContaining('v holds a number that Redshift does not write') as string },
    ])
  })

  test.each([
    ['null and an empty text', 'null::varchar(9)', "''"],
    ['an empty text and a blank', "''::varchar(9)", "' '"],
    ['texts that differ by case', "'A'::varchar(9)", "'a'"],
    ['a null and the null of JSON', 'null::super', "'null'::super"],
    ['numbers that are close', '0.1::float8', '(0.1::float8 + 1e-17::float8 * 2)'],
  ])('tells %s apart', async (_what, one, other) => {
    const model = await sqlOf(
      `select ${one} as v, 1 as id union all select ${other}, 2`,
      ['id'],
      ['v'],
    )
    const rows = await valuesOf(model, model.print)
    expect(rows[0]).not.toEqual(rows[1])
  })

  test('does not take a value that moves to the next column for the same row', async () => {
    const texts = ["'a,b', ''", "'a', 'b'", "'-', null", "null, '-'", "'a-', 'b'", 'null, null']
    const sql = texts.map((pair) => `select ${pair}`).join(' union all ')
    const model = await sqlOf(`select * from (${sql}) t(x, y)`, ['x'], ['x', 'y'])
    const rows = await valuesOf(model, model.print)
    expect(new Set(rows.map(String)).size).toBe(texts.length)
  })

  test.each([
    ["'a'::varchar(9)", "'a '", false],
    ["'A'::varchar(9)", "'a'", false],
    ["'ab'::char(4)", "'ab  '::char(4)", true],
    ['1.50::numeric(9,2)', '1.500::numeric(9,3)', true],
    ['100::numeric(9,0)', '100.0::numeric(9,1)', true],
    ["'-0'::float8", '0::float8', true],
    ['0.1::float4', '0.1::float4::float8::float4', true],
    ["timestamptz '2026-01-01 00:00+01'", "timestamptz '2025-12-31 23:00+00'", true],
  ])('takes the keys %s and %s for one: %s', async (one, other, isSame) => {
    const { from, keys } = await sqlOf(`select ${one} as k`, ['k'], ['k'])
    const second = await sqlOf(`select ${other} as k`, ['k'], ['k'])
    const [key, another] = [keys[0], second.keys[0]].map((sql) => {
      const isText = !/float8$|bigint$/.test(sql ?? '')
      return isText ? `md5(${sql})` : String(sql)
    })
    await using source = await open(url)
    const sql = `select (select ${key} from ${from}) = (select ${another} from ${second.from}) as same`
    expect((await source.read({ kind: 'sql', sql })).rows).toEqual([[String(isSame)]])
  })

  test('takes names with quotes, reserved words and names of its own', async () => {
    const sql = 'select 1 as "select", 2 as "a""b", 3 as "m", 4 as "c1", 5 as "it\'s"'
    const columns = ['select', 'a"b', 'm', 'c1', "it's"]
    const model = await sqlOf(sql, ['a"b'], columns)
    expect(await valuesOf(model, ...aliased(model.texts))).toEqual([['1', '2', '3', '4', '5']])
  })

  test('says what to grant where the scratch schema cannot be made or used', async () => {
    const reader = `scratch_reader_${Date.now()}`
    await run(url, `create user ${reader} password 'made-up'`, 'create schema foreign_scratch')
    await run(url, `revoke create on database ${new URL(url).pathname.slice(1)} from public`)
    try {
      await using source = await open(asUser(url, reader, 'made-up'))
      for (const schema of ['no_scratch', 'foreign_scratch', 'a"b']) {
        await expect(pushdownOf(source).prepare(schema)).rejects.toMatchObject({
          code: 'REV_AUTH_SCOPE',
          message: expect.stringContaining(schema) as string,
          hint: expect.stringContaining('grant usage, create on schema') as string,
        })
      }
    } finally {
      await run(url, `drop owned by ${reader}`, `drop user ${reader}`)
    }
  })

  test('keeps all of its statements or none', async () => {
    await using source = await open(url)
    const failing = ['create table public.kept (a int)', 'insert into public.kept values (1 / 0)']
    await expect(pushdownOf(source).execute(failing)).rejects.toMatchObject({
      code: 'REV_MODEL_SQL',
    })
    expect(await run(url, "select to_regclass('public.kept') as name")).toEqual([{ name: null }])
  })

  test('stops the server when it is aborted, and keeps nothing', async () => {
    await using source = await open(url)
    const abort = new AbortController()
    const running = pushdownOf(source).execute(
      ['create table public.half (a int)', 'select pg_sleep(600)'],
      abort.signal,
    )
    const failed = running.catch((error: unknown) => error)
    const asleep =
      "select count(*)::int as n from pg_stat_activity where query like '%pg_sleep(600)' and application_name = 'rev'"
    await expect.poll(async () => (await run(url, asleep))[0]?.['n']).toBe(1)
    abort.abort()
    expect(await failed).toMatchObject({ code: 'REV_RUN_CANCELLED' })
    await expect.poll(async () => (await run(url, asleep))[0]?.['n']).toBe(0)
    expect(await run(url, "select to_regclass('public.half') as name")).toEqual([{ name: null }])
  })
})
