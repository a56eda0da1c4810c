import { ExactNumber, type Value } from '@revetl/sdk'
import { queryPostgres as run } from '@revetl/testkit/services'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { expect, test } from 'vitest'
import { open } from './database.ts'

type Row = readonly [columnType: string, sql: string, value: Value]

const rows: readonly Row[] = [
  ['boolean', 'true', true],
  ['int8', '9223372036854775807', new ExactNumber('9223372036854775807')],
  ['xid', "'7'", 7],
  ['numeric', '12345678901234567.1250', new ExactNumber('12345678901234567.1250')],
  ['money', '12.5', 12.5],
  ['float4', '0.1', 0.1],
  ['float8', '1e-7', 1e-7],
  ['text', "'a\"b' || chr(10) || '👩‍👩‍👧'", 'a"b\n👩‍👩‍👧'],
  ['char(5)', "'ab'", 'ab'],
  ['date', "'2024-02-29'", '2024-02-29'],
  ['time', "'13:05:00.25'", '13:05:00.25'],
  ['timestamp', "'2026-01-31 13:05:00'", '2026-01-31T13:05:00'],
  ['timestamptz', "'2026-01-31 15:05:00.123456+02'", '2026-01-31T13:05:00.123456Z'],
  ['interval', "'1 year 2 days 3 hours'", 'P1Y2DT3H'],
  ['uuid', "'0F8FAD5B-D9CB-469F-A165-70867728950E'", '0f8fad5b-d9cb-469f-a165-70867728950e'],
  ['bytea', "decode(repeat('ff', 60), 'hex')", Buffer.alloc(60, 255).toString('base64')],
  ['jsonb', `'{"a": [1, null]}'`, { a: [1, null] }],
  ['int[]', "'{1,null,-2}'", [1, null, -2]],
  ['inet', "'10.0.0.1'", '10.0.0.1'],
]

await describeWithPostgres('a lookup', (postgres) => {
  test.each(rows)('gives a value of %s as rev delivers it', async (columnType, sql, value) => {
    const url = await postgres.createDatabase()
    await run(
      url,
      `create table things (id int primary key, v ${columnType})`,
      `insert into things values (1, (${sql})::${columnType}), (2, null)`,
      "do $$ begin execute format('alter database %I set timezone = ''Asia/Tokyo''', current_database()); end $$",
      "do $$ begin execute format('alter database %I set datestyle = ''German''', current_database()); end $$",
    )
    await using destination = await open(url)
    const fields = ['v']
    const keys = [[1], [2]]
    const found = await destination.lookup({ object: 'things', matchOn: ['id'], keys, fields })
    expect(found.map((one) => JSON.stringify(one.fields['v']))).toEqual([
      JSON.stringify(value),
      'null',
    ])
  })

  test('finds rows by two columns, and by one that does not heed case', async () => {
    const url = await postgres.createDatabase()
    await run(
      url,
      "create collation no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
      'create table things (a int, b numeric, c text collate no_case unique, primary key (a, b))',
      "insert into things values (1, 1.50, 'Ada'), (1, 2, 'Bo')",
    )
    await using destination = await open(url)
    const fields = ['c']
    expect(
      await destination.lookup({ object: 'things', matchOn: ['a', 'b'], keys: [[1, 1.5]], fields }),
    ).toEqual([{ match: { a: 1, b: 1.5 }, fields: { c: 'Ada' } }])
    expect(
      await destination.lookup({ object: 'things', matchOn: ['c'], keys: [['ADA']], fields }),
    ).toEqual([{ match: { c: 'ADA' }, fields: { c: 'Ada' } }])
  })
})
