import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { beforeAll, expect, test } from 'vitest'
import { open, run } from './database.ts'

// expression, value type, canonical text
const values: [string, string, string | null][] = [
  ['true', 'boolean', 'true'],
  ['false', 'boolean', 'false'],
  ['null::int', 'integer', null],
  ['(-32768)::int2', 'integer', '-32768'],
  ['9223372036854775807', 'integer', '9223372036854775807'],
  ['(-9223372036854775808)::int8', 'integer', '-9223372036854775808'],
  ['4294967295::oid', 'integer', '4294967295'],
  [
    '12345678901234567890123456789012345678::numeric',
    'decimal',
    '12345678901234567890123456789012345678',
  ],
  ['0.10::numeric(38,18)', 'decimal', '0.100000000000000000'],
  ["'NaN'::numeric", 'decimal', 'NaN'],
  ["'Infinity'::numeric", 'decimal', 'Infinity'],
  ["'-Infinity'::numeric", 'decimal', '-Infinity'],
  ['1234567.89::numeric::money', 'decimal', '1234567.89'],
  ['0.1::float4', 'number', '0.1'],
  ['(0.1::float8 + 0.2)', 'number', '0.30000000000000004'],
  ["'-0'::float8", 'number', '-0'],
  ["'1e300'::float8", 'number', '1e+300'],
  ["'NaN'::float8", 'number', 'NaN'],
  ["'-Infinity'::float4", 'number', '-Infinity'],
  ["''", 'string', ''],
  [String.raw`E'a\tb\nc\\d\r\u2028'`, 'string', 'a\tb\nc\\d\r\u2028'],
  [String.raw`'\N'`, 'string', String.raw`\N`],
  ["'👩‍👩‍👧 é \u{10ffff}'", 'string', '👩‍👩‍👧 é \u{10ffff}'],
  ["'ab'::char(4)", 'string', 'ab  '],
  ["date '2026-01-31'", 'date', '2026-01-31'],
  ["date '0044-03-15 BC'", 'date', '0044-03-15 BC'],
  ["date 'infinity'", 'date', 'infinity'],
  ["date '20260-01-31'", 'date', '20260-01-31'],
  ["time '13:05:00.25'", 'time', '13:05:00.25'],
  ["time '24:00'", 'time', '24:00:00'],
  ["timetz '13:05+05:30'", 'string', '13:05:00+05:30'],
  ["timestamp '2026-01-31 13:05:00.123456'", 'timestamp', '2026-01-31T13:05:00.123456'],
  ["timestamp '0044-03-15 12:00 BC'", 'timestamp', '0044-03-15T12:00:00 BC'],
  ["timestamp '-infinity'", 'timestamp', '-infinity'],
  ["timestamptz '2026-07-01 00:30:00+02'", 'timestamptz', '2026-06-30T22:30:00Z'],
  ["timestamptz '0044-03-15 12:00+00 BC'", 'timestamptz', '0044-03-15T12:00:00Z BC'],
  ["timestamptz 'infinity'", 'timestamptz', 'infinity'],
  ["interval '1 year 2 mons 3 days 04:05:06.789'", 'interval', 'P1Y2M3DT4H5M6.789S'],
  ["interval '-1 day +02:00'", 'interval', 'P-1DT2H'],
  ["interval '0'", 'interval', 'PT0S'],
  ["'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid", 'uuid', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  [String.raw`'\x00ff5c0a'::bytea`, 'bytes', 'AP9cCg=='],
  ["''::bytea", 'bytes', ''],
  [
    `'{"b" : 1.00, "a": 12345678901234567890}'::json`,
    'json',
    '{"b" : 1.00, "a": 12345678901234567890}',
  ],
  [
    `'{"b" : 1.00, "a": 12345678901234567890}'::jsonb`,
    'json',
    '{"a": 12345678901234567890, "b": 1.00}',
  ],
  ['array[[1,2],[3,null]]', 'json', '[[1,2],[3,null]]'],
  ["array['a\"b', null, '']", 'json', '["a\\"b",null,""]'],
  ["array[timestamptz '2026-07-01 00:30:00+02']", 'json', '["2026-06-30T22:30:00+00:00"]'],
  ["array[0.10, 'NaN']::numeric[]", 'json', '[0.10,"NaN"]'],
  ["'{}'::int[]", 'json', '[]'],
  ["row(1, 'x', null)", 'json', '{"f1":1,"f2":"x","f3":null}'],
  ["row(1.50, 'x')::pair", 'json', '{"amount":1.50,"label":"x"}'],
  ['int4range(1, 5)', 'string', '[1,5)'],
  ["'{[1,3),[5,7)}'::int4multirange", 'string', '{[1,3),[5,7)}'],
  ["'sad'::mood", 'string', 'sad'],
  ['12::positive', 'integer', '12'],
  ["'10.0.0.1/8'::inet", 'string', '10.0.0.1/8'],
  ["'(1,2)'::point", 'string', '(1,2)'],
  ["B'101'", 'string', '101'],
  ["'<a/>'::xml", 'string', '<a/>'],
  ["'fat & rat'::tsquery", 'string', "'fat' & 'rat'"],
]

await describeWithPostgres('the values of a model', (postgres) => {
  let url: string
  beforeAll(async () => {
    url = await postgres.createDatabase()
    await run(
      url,
      'create type pair as (amount numeric, label text)',
      "create type mood as enum ('sad', 'ok')",
      'create domain positive as int check (value > 0)',
    )
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
