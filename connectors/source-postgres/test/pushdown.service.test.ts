import { pushdownOf } from '@revetl/testkit'
import { asUser, queryPostgres as run } from '@revetl/testkit/services'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { beforeAll, expect, test } from 'vitest'
import { open } from './database.ts'
import { printedValues, typeStatements } from './printed-values.ts'

await describeWithPostgres('the pushdown', (postgres) => {
  let url: string
  beforeAll(async () => {
    url = await postgres.createDatabase()
    await run(url, ...typeStatements, 'create extension if not exists citext')
  })

  const sqlOf = async (sql: string, keys: string[], columns: string[], salt = '') => {
    await using source = await open(url)
    return pushdownOf(source).model({ model: { kind: 'sql', sql }, keys, columns, salt })
  }

  test('writes every value as the text that a read gives', async () => {
    const names = printedValues.map((_value, index) => `v${index}`)
    const list = printedValues.map(([expression], index) => `${expression} as v${index}`)
    const model = await sqlOf(`select ${list.join(', ')}`, ['v3'], names)
    const texts = model.texts.map((text, index) => `${text} as t${index}`)
    await using source = await open(url)
    const sql = `select ${texts.join(', ')} from ${model.from}`
    const { rows, columns } = await source.read({ kind: 'sql', sql })
    expect(rows).toEqual([printedValues.map(([, , text]) => text)])
    expect(new Set(columns.map(({ type }) => type))).toEqual(new Set(['string']))
    expect(model.columns.map(({ type }) => type)).toEqual(printedValues.map(([, type]) => type))
  })

  test.each([
    ['null and an empty text', 'null::text', "''"],
    ['an empty text and a blank', "''", "' '"],
    ['texts that differ by case', "'A'", "'a'"],
    ['texts that a column ignores the case of', "'A'::citext", "'a'::citext"],
    ['1.0 and 1.00', '1.0::numeric', '1.00::numeric'],
    ['a null and an empty array', 'null::int[]', "'{}'::int[]"],
    ['the names of the parts of a value', "row(1, 'x')::pair", "row(1, 'y')::pair"],
  ])('tells %s apart', async (_what, one, other) => {
    const sql = `select ${one} as v, 1 as id union all select ${other}, 2`
    const { from, print } = await sqlOf(sql, ['id'], ['v'])
    await using source = await open(url)
    const { rows } = await source.read({ kind: 'sql', sql: `select ${print} from ${from}` })
    expect(rows[0]).not.toEqual(rows[1])
  })

  test('does not take a value that moves to the next column for the same row', async () => {
    const texts = ["'a,b', ''", "'a', 'b'", "'a\"', 'b'", "'a', '\"b'", "'(a', 'b'", 'null, null']
    const sql = texts.map((pair) => `select ${pair}`).join(' union all ')
    const { from, print } = await sqlOf(`select * from (${sql}) t(x, y)`, ['x'], ['x', 'y'])
    await using source = await open(url)
    const { rows } = await source.read({ kind: 'sql', sql: `select ${print} from ${from}` })
    expect(new Set(rows.map(String)).size).toBe(texts.length)
  })

  test('gives another fingerprint for another salt', async () => {
    const prints = await Promise.all(
      ["it's", 'that'].map((salt) => sqlOf('select 1 as id', ['id'], ['id'], salt)),
    )
    await using source = await open(url)
    const list = prints.map(({ print }, index) => `${print} as p${index}`)
    const sql = `select ${list.join(', ')} from ${prints[0]?.from}`
    const { rows } = await source.read({ kind: 'sql', sql })
    expect(rows[0]?.[0]).not.toBe(rows[0]?.[1])
  })

  test.each([
    ["'A'::citext", "'a'::citext", false],
    ["'A'", "'a'", false],
    ['1.50::numeric', '1.5::numeric', true],
    ['100::numeric', '100.0::numeric', true],
    ['0.1::float4', '0.1::float8::float4', true],
    ["'-0'::float8", '0::float8', true],
    ["timestamptz '2026-01-01 00:00+01'", "timestamptz '2025-12-31 23:00+00'", true],
    ["'ab'::char(4)", "'ab  '::char(4)", true],
  ])('takes the keys %s and %s for one: %s', async (one, other, isSame) => {
    const sql = `select ${one} as k union all select ${other}`
    const { from, keys } = await sqlOf(sql, ['k'], ['k'])
    await using source = await open(url)
    const { rows } = await source.read({
      kind: 'sql',
      sql: `select count(distinct ${keys[0]}) from ${from}`,
    })
    expect(rows).toEqual([[isSame ? '1' : '2']])
  })

  test('takes names with quotes, reserved words and names of its own', async () => {
    const sql = 'select 1 as "select", 2 as "a""b", 3 as "m", 4 as "c1", 5 as "it\'s"'
    const columns = ['select', 'a"b', 'm', 'c1', "it's"]
    const { from, texts } = await sqlOf(sql, ['a"b'], columns)
    await using source = await open(url)
    const { rows } = await source.read({
      kind: 'sql',
      sql: `select ${texts.join(', ')} from ${from}`,
    })
    expect(rows).toEqual([['1', '2', '3', '4', '5']])
  })

  test('says what to grant where the scratch schema cannot be made or used', async () => {
    await run(
      url,
      "create role scratch_reader login password 'reader'",
      'create schema foreign_scratch',
      `revoke create on database ${new URL(url).pathname.slice(1)} from public`,
    )
    await using source = await open(asUser(url, 'scratch_reader', 'reader'))
    for (const schema of ['no_scratch', 'foreign_scratch', 'a"b']) {
      await expect(pushdownOf(source).prepare(schema)).rejects.toMatchObject({
        code: 'REV_AUTH_SCOPE',
        message: expect.stringContaining(schema) as string,
        hint: expect.stringContaining('grant usage, create on schema') as string,
      })
    }
  })

  test('makes the scratch schema once, whatever its name', async () => {
    await using source = await open(url)
    const pushdown = pushdownOf(source)
    await Promise.all([pushdown.prepare('_rev "x"'), pushdown.prepare('_rev "x"')])
    await pushdown.prepare('_rev "x"')
    await pushdown.execute(['create table "_rev ""x""".t (a int)'])
    expect(await run(url, 'select * from "_rev ""x""".t')).toEqual([])
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
