import { queryPostgres as run } from '@revetl/testkit/services'
import { describeWithRedshift } from '@revetl/testkit/services/vitest'
import { beforeAll, expect, test } from 'vitest'
import { intervalText } from '../src/interval-text.ts'
import { open } from './database.ts'
import { printedValues } from './printed-values.ts'

await describeWithRedshift('the values of a model', (redshift) => {
  let url: string
  beforeAll(async () => {
    url = await redshift.createDatabase()
  })

  test.each(printedValues)('%s is a %s', async (expression, type, text) => {
    await using source = await open(url)
    const { columns, rows } = await source.read({ kind: 'sql', sql: `select ${expression} as v` })
    expect(columns[0]?.type).toBe(type)
    expect(rows).toEqual([[text]])
  })

  test('do not depend on what the user and the database have set', async () => {
    const database = new URL(url).pathname.slice(1)
    await run(
      url,
      `alter database ${database} set timezone = 'Asia/Kolkata'`,
      `alter database ${database} set datestyle = 'German, DMY'`,
      `alter database ${database} set extra_float_digits = 0`,
    )
    await using source = await open(url)
    const list = printedValues.map(([expression], index) => `${expression} as v${index}`)
    const { rows } = await source.read({ kind: 'sql', sql: `select ${list.join(', ')}` })
    expect(rows).toEqual([printedValues.map(([, , text]) => text)])
  })

  test("carry the digits that a numeric declares, and Redshift's own name of each type", async () => {
    await using source = await open(url)
    const sql = "select 1::numeric(38,18) a, 1::int8 b, 'x'::super c, 'x'::varchar(9) d, 1::oid e"
    expect(await source.describe({ kind: 'sql', sql })).toEqual([
      { name: 'a', type: 'decimal', precision: 38, scale: 18, sourceType: 'numeric' },
      { name: 'b', type: 'integer', sourceType: 'bigint' },
      { name: 'c', type: 'json', sourceType: 'super' },
      { name: 'd', type: 'string', sourceType: 'character varying' },
      { name: 'e', type: 'integer', sourceType: 'oid' },
    ])
  })
})

// The examples of https://docs.aws.amazon.com/redshift/latest/dg/r_interval_data_types.html (read 2026-11-27)
test.each([
  ['1 year 11 months', 'P1Y11M'],
  ['-2 days 0 hours 0 minutes 0.0 seconds', 'P-2D'],
  ['13 days 1 hour 1 minute 1.123 seconds', 'P13DT1H1M1.123S'],
  ['2 days -01:00:00.5', 'P2DT-1H-0.5S'],
  ['1 mon', 'P1M'],
  ['00:00:00', 'PT0S'],
])('the interval %s is %s', (text, canonical) => {
  expect(intervalText(text)).toBe(canonical)
})

test.each(['1-2', '+13 1:1:1', '3 fortnights', 'x'])('%s is no interval', (text) => {
  expect(() => intervalText(text)).toThrow(`${text} is no interval`)
})
