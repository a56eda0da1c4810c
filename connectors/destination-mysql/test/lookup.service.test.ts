import { ExactNumber, type Value } from '@revetl/sdk'
import { queryMariadb as run } from '@revetl/testkit/services'
import { describeWithMariadb } from '@revetl/testkit/services/vitest'
import { expect, test } from 'vitest'
import { open } from './database.ts'

type Row = readonly [columnType: string, sql: string, value: Value]

const rows: readonly Row[] = [
  ['tinyint(1)', '1', 1],
  ['bit(1)', "b'1'", true],
  ['bit(12)', '2049', 2049],
  ['int(8) zerofill', '42', 42],
  ['bigint', '9223372036854775807', new ExactNumber('9223372036854775807')],
  ['bigint unsigned', '18446744073709551615', new ExactNumber('18446744073709551615')],
  ['decimal(30,4)', '12345678901234567.125', new ExactNumber('12345678901234567.1250')],
  ['float', '0.1234567', 0.1234567],
  ['double', '1e-7', 1e-7],
  ['varchar(50)', "'a\"b\\\\ 👩‍👩‍👧'", 'a"b\\ 👩‍👩‍👧'],
  ['date', "'2024-02-29'", '2024-02-29'],
  ['time(3)', "'13:05:00.250'", '13:05:00.25'],
  ['datetime(6)', "'2026-01-31 13:05:00'", '2026-01-31T13:05:00'],
  ['timestamp(6) null', "'2026-01-31 13:05:00.1234'", '2026-01-31T13:05:00.1234Z'],
  ['blob', "repeat(x'ff', 90)", Buffer.alloc(90, 255).toString('base64')],
  [
    'json',
    `'{"a": [1, null, 12345678901234567.125]}'`,
    { a: [1, null, new ExactNumber('12345678901234567.125')] },
  ],
]

await describeWithMariadb('a lookup', (mariadb) => {
  test.each(rows)('gives a value of %s as rev delivers it', async (columnType, sql, value) => {
    const url = await mariadb.createDatabase()
    await run(
      url,
      `create table things (id int primary key, v ${columnType}) character set utf8mb4`,
      "set time_zone = '+00:00'",
      `insert into things values (1, ${sql}), (2, null)`,
    )
    await using destination = await open(url)
    const keys = [[1], [2]]
    const found = await destination.lookup({
      object: 'things',
      matchOn: ['id'],
      keys,
      fields: ['v'],
    })
    expect(found.map((one) => JSON.stringify(one.fields['v']))).toEqual([
      JSON.stringify(value),
      'null',
    ])
  })

  test('finds large numbers, pairs and texts by the rules of their columns, and no others', async () => {
    const url = await mariadb.createDatabase()
    await run(
      url,
      'create table things (a bigint, b decimal(10,2), c varchar(20) character set utf8mb4 collate utf8mb4_general_ci unique, primary key (a, b))',
      "insert into things values (9223372036854775807, 1.5, 'Ada'), (9223372036854775806, 1.5, 'Bo'), (0, 0, 'None')",
    )
    await using destination = await open(url)
    const find = async (matchOn: readonly string[], ...keys: readonly (readonly Value[])[]) =>
      (await destination.lookup({ object: 'things', matchOn, keys, fields: ['c'] })).map(
        ({ fields }) => fields['c'],
      )
    const big = new ExactNumber('9223372036854775807')
    expect(await find(['a', 'b'], [big, 1.5], ['text', 0])).toEqual(['Ada'])
    expect(await find(['c'], ['ADA'], ["no' or '1'='1"])).toEqual(['Ada'])
  })
})
