import { queryPostgres as run } from '@revetl/testkit/services'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { beforeAll, expect, test } from 'vitest'
import { open } from './database.ts'
import { printedValues as values, typeStatements } from './printed-values.ts'

await describeWithPostgres('the values of a model', (postgres) => {
  let url: string
  beforeAll(async () => {
    url = await postgres.createDatabase()
    await run(url, ...typeStatements)
  })

  test.each(values)('%s is a %s', async (expression, type, text) => {
    await using source = await open(url)
    const { columns, rows } = await source.read({ kind: 'sql', sql: `select ${expression} as v` })
    expect(columns[0]?.type).toBe(type)
    expect(rows).toEqual([[text]])
  })

  test('do not depend on what the role and the database have set', async () => {
    const database = new URL(url).pathname.slice(1)
    await run(
      url,
      `alter database ${database} set timezone = 'Asia/Kolkata'`,
      `alter database ${database} set datestyle = 'German, DMY'`,
      `alter database ${database} set intervalstyle = 'postgres_verbose'`,
      `alter database ${database} set bytea_output = 'escape'`,
      `alter database ${database} set extra_float_digits = 0`,
      `alter database ${database} set standard_conforming_strings = off`,
    )
    await using source = await open(url)
    const list = values.map(([expression], index) => `${expression} as v${index}`)
    const { rows } = await source.read({ kind: 'sql', sql: `select ${list.join(', ')}` })
    expect(rows).toEqual([values.map(([, , text]) => text)])
  })

  test('carry the digits that a numeric declares, and its own name of each type', async () => {
    await using source = await open(url)
    const sql =
      'select 1::numeric(38,18) a, 1::numeric b, 100::numeric(3,-2) c, 0.001::numeric(2,3) d, 1::int8 e'
    const columns = await source.describe({ kind: 'sql', sql })
    expect(columns).toEqual([
      { name: 'a', type: 'decimal', precision: 38, scale: 18, sourceType: 'numeric(38,18)' },
      { name: 'b', type: 'decimal', sourceType: 'numeric' },
      { name: 'c', type: 'decimal', precision: 5, scale: 0, sourceType: 'numeric(3,-2)' },
      { name: 'd', type: 'decimal', precision: 3, scale: 3, sourceType: 'numeric(2,3)' },
      { name: 'e', type: 'integer', sourceType: 'bigint' },
    ])
  })
})
