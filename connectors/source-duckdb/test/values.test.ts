import { DuckDBInstance } from '@duckdb/node-api'
import { parseJson, type ValueType } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { createProject, sql } from './duckdb-files.ts'

/** An SQL expression, its value type and its canonical text. */
const values: readonly (readonly [expression: string, type: ValueType, text: string | null])[] = [
  ['true', 'boolean', 'true'],
  ['9007199254740993', 'integer', '9007199254740993'],
  ['(-9223372036854775808)::BIGINT', 'integer', '-9223372036854775808'],
  ['18446744073709551615::UBIGINT', 'decimal', '18446744073709551615'],
  [
    '170141183460469231731687303715884105727::HUGEINT',
    'decimal',
    '170141183460469231731687303715884105727',
  ],
  [
    "'12345678901234567890123456789012345678901'::BIGNUM",
    'decimal',
    '12345678901234567890123456789012345678901',
  ],
  [
    '12345678901234567890.123456789012345678::DECIMAL(38, 18)',
    'decimal',
    '12345678901234567890.123456789012345678',
  ],
  ['1.50::DECIMAL(9, 2)', 'decimal', '1.50'],
  ['-0.05::DECIMAL(9, 2)', 'decimal', '-0.05'],
  ['0.1::DOUBLE + 0.2::DOUBLE', 'number', '0.30000000000000004'],
  ['1::DOUBLE', 'number', '1'],
  ["'-0.0'::DOUBLE", 'number', '-0'],
  ['1e300::DOUBLE', 'number', '1e+300'],
  ['0.1::FLOAT', 'number', '0.1'],
  ["'nan'::DOUBLE", 'number', 'NaN'],
  ["'inf'::DOUBLE", 'number', 'Infinity'],
  ["'-inf'::FLOAT", 'number', '-Infinity'],
  ["''", 'string', ''],
  ['NULL::VARCHAR', 'string', null],
  ["'Zoë 👩‍👩‍👧 𝔘 ' || chr(8232)", 'string', 'Zoë 👩‍👩‍👧 𝔘 \u2028'],
  ["'b'::ENUM('a', 'b')", 'string', 'b'],
  ["'101'::BIT", 'string', '101'],
  ["DATE '2026-01-31'", 'date', '2026-01-31'],
  ["DATE '0001-01-01'", 'date', '0001-01-01'],
  ["'0044-03-15 (BC)'::DATE", 'date', '-0043-03-15'],
  ["'0001-12-31 (BC)'::DATE", 'date', '0000-12-31'],
  ["'infinity'::DATE", 'date', 'infinity'],
  ["TIME '13:05:00.250'", 'time', '13:05:00.25'],
  ["TIMETZ '13:05:00+02:30'", 'string', '13:05:00+02:30'],
  ["TIMESTAMP '2026-01-31 13:05:00'", 'timestamp', '2026-01-31T13:05:00'],
  ["TIMESTAMP '2026-01-31 13:05:00.000001'", 'timestamp', '2026-01-31T13:05:00.000001'],
  ["TIMESTAMP '9999-12-31 23:59:59.999999'", 'timestamp', '9999-12-31T23:59:59.999999'],
  ["TIMESTAMP_NS '2026-01-31 13:05:00.123456789'", 'timestamp', '2026-01-31T13:05:00.123456789'],
  ["TIMESTAMP_S '2026-01-31 13:05:00'", 'timestamp', '2026-01-31T13:05:00'],
  ["'0044-03-15 (BC) 01:02:03.5'::TIMESTAMP", 'timestamp', '-0043-03-15T01:02:03.5'],
  ["'-infinity'::TIMESTAMP", 'timestamp', '-infinity'],
  ["TIMESTAMPTZ '2026-03-29 02:30:00+02'", 'timestamptz', '2026-03-29T00:30:00Z'],
  ["'infinity'::TIMESTAMPTZ", 'timestamptz', 'infinity'],
  ['NULL::TIMESTAMPTZ', 'timestamptz', null],
  ["INTERVAL '1 year 2 months 3 days 4 hours 5 minutes 6 seconds'", 'interval', 'P1Y2M3DT4H5M6S'],
  ["INTERVAL '30 hours 0.25 seconds'", 'interval', 'PT30H0.25S'],
  ["INTERVAL '10 seconds'", 'interval', 'PT10S'],
  ["INTERVAL '-14 months -6.5 seconds'", 'interval', 'P-1Y-2MT-6.5S'],
  ["INTERVAL '3 days'", 'interval', 'P3D'],
  ["INTERVAL '0 days'", 'interval', 'PT0S'],
  ['NULL::INTERVAL', 'interval', null],
  ["'D41ABC98-949F-4537-915F-DA8996A4DCBD'::UUID", 'uuid', 'd41abc98-949f-4537-915f-da8996a4dcbd'],
  ["'\\xAA\\xFF\\x00'::BLOB", 'bytes', 'qv8A'],
  ["''::BLOB", 'bytes', ''],
  ['\'{"a": 12345678901234567890.12345}\'::JSON', 'json', '{"a": 12345678901234567890.12345}'],
  ['\'{"a": NaN, "b": "x"}\'::JSON', 'json', String.raw`"{\"a\": NaN, \"b\": \"x\"}"`],
  ['\'{"a": "NaN \\" inf"}\'::JSON', 'json', String.raw`{"a": "NaN \" inf"}`],
  ['[1, NULL, 3]', 'json', '[1,null,3]'],
  ['[]::INTEGER[]', 'json', '[]'],
  ['NULL::INTEGER[]', 'json', null],
  ['[1.10, 9007199254740993.25]::DECIMAL(18, 2)[]', 'json', '[1.10,9007199254740993.25]'],
  ["['nan', 'inf', '0.5']::DOUBLE[]", 'json', '["NaN","Infinity",0.5]'],
  ['array_value(1, 2)', 'json', '[1,2]'],
  ["{'a \"b\"': 1, 'c': ['x', NULL]}", 'json', String.raw`{"a \"b\"":1,"c":["x",null]}`],
  ["{'it''s': NULL::INTEGER}", 'json', '{"it\'s":null}'],
  ['row(1, true)', 'json', '[1,true]'],
  [
    "{'at': TIMESTAMPTZ '2026-01-31 13:05:00+01', 'b': '\\xFF'::BLOB}",
    'json',
    '{"at":"2026-01-31T12:05:00Z","b":"/w=="}',
  ],
  ["[{'n': [1, 2]}, NULL]", 'json', '[{"n":[1,2]},null]'],
  ["MAP {'a': 1.50::DECIMAL(3, 2), 'b': NULL}", 'json', '{"a":1.50,"b":null}'],
  ['MAP {1: [MAP {2: 3}]}', 'json', '{"1":[{"2":3}]}'],
  ['union_value(num := 2)', 'json', '{"num":2}'],
  [
    "{'a': 12345678901234567890.5::DECIMAL(38, 1)}::VARIANT",
    'json',
    '{"a":12345678901234567890.5}',
  ],
]

test.each(values)('%s arrives as %s %j', async (expression, type, text) => {
  using project = createProject()
  await using source = await project.open()
  const { columns, rows } = await source.read(sql(`SELECT ${expression} AS value`))
  expect(columns[0]).toMatchObject({ name: 'value', type })
  expect(rows).toEqual([[text]])
})

test('what arrives as JSON is JSON', () => {
  const texts = values.flatMap(([, type, text]) => (type === 'json' && text !== null ? [text] : []))
  expect(() => texts.map(parseJson)).not.toThrow()
})

test('the statement for the local engine gives the same values, numbers in types of DuckDB', async () => {
  using project = createProject()
  await using source = await project.open()
  const list = values.map(([expression], index) => `${expression} AS c${index}`).join(', ')
  const query = await source.duckdbQuery(sql(`SELECT ${list}`))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'")
  const result = await connection.runAndReadAll(query?.sql ?? '')
  const [row = []] = result.getRows()
  const expected = values.map(([, type, text]) => (type === 'number' ? Number(text) : text))
  const isPlain = (index: number) =>
    ['boolean', 'integer', 'decimal'].includes(values[index]?.[1] ?? '')
  expect(row.map((value, index) => (isPlain(index) ? String(value) : value))).toEqual(expected)
  connection.closeSync()
  instance.closeSync()
})

test('texts that a collation takes for equal are two values for the local engine', async () => {
  using project = createProject()
  await using source = await project.open()
  const query = await source.duckdbQuery(
    sql(`SELECT * FROM (SELECT unnest(['k', 'K']) COLLATE NOCASE AS value)`),
  )
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const groups = await connection.runAndReadAll(`SELECT x FROM (${query?.sql}) t(x) GROUP BY x`)
  expect(groups.getRows()).toHaveLength(2)
  connection.closeSync()
  instance.closeSync()
})

test('a decimal column tells its precision and scale', async () => {
  using project = createProject()
  await using source = await project.open()
  const columns = await source.describe(sql('SELECT 1::DECIMAL(38, 18) AS amount, 1::UBIGINT AS n'))
  expect(columns).toEqual([
    { name: 'amount', type: 'decimal', precision: 38, scale: 18, sourceType: 'DECIMAL(38,18)' },
    { name: 'n', type: 'decimal', precision: 20, scale: 0, sourceType: 'UBIGINT' },
  ])
})

test.each(['America/New_York', 'Asia/Kathmandu', 'UTC'])(
  'the zone of the machine (%s) changes no value',
  async (zone) => {
    using project = createProject()
    await using source = await project.open()
    const before = process.env['TZ']
    process.env['TZ'] = zone
    try {
      const { rows } = await source.read(
        sql(
          "SELECT TIMESTAMPTZ '2026-01-31 23:30:00-05' AS at, (TIMESTAMPTZ '2026-01-31 23:30:00-05')::DATE AS day",
        ),
      )
      expect(rows).toEqual([['2026-02-01T04:30:00Z', '2026-02-01']])
    } finally {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    }
  },
)
