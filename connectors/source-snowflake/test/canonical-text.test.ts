import { expect, test } from 'vitest'
import { canonicalTexts } from '../src/canonical-text.ts'
import { toColumn } from '../src/column-types.ts'

const text = (type: string, value: string) => {
  const column = toColumn({ name: 'c', type })
  return canonicalTexts[column.type]?.(value) ?? value
}

// One row for each form of jsonv2: https://docs.snowflake.com/en/developer-guide/sql-api/handling-responses (to be
// confirmed), and as the drivers of the vendor read it: column.js of snowflakedb/snowflake-connector-nodejs (read 2026-11-27).
test.each<[type: string, given: string, canonical: string]>([
  ['fixed', '-99999999999999999999999999999999999999', '-99999999999999999999999999999999999999'],
  ['fixed', '1.50', '1.50'],
  ['real', '1.0000000000000001E-1', '0.1'],
  ['real', '1.7976931348623157E308', '1.7976931348623157e+308'],
  ['real', '5', '5'],
  ['real', 'NaN', 'NaN'],
  ['real', 'inf', 'Infinity'],
  ['real', '-inf', '-Infinity'],
  ['boolean', 'true', 'true'],
  ['boolean', '0', 'false'],
  ['date', '18262', '2020-01-01'],
  ['date', '-719162', '0001-01-01'],
  ['date', '2932896', '9999-12-31'],
  ['time', '46985.123456789', '13:03:05.123456789'],
  ['time', '0.000000000', '00:00:00'],
  ['timestamp_ntz', '1774751400.123456789', '2026-03-29T02:30:00.123456789'],
  ['timestamp_ntz', '1774751400', '2026-03-29T02:30:00'],
  ['timestamp_ltz', '-0.000000001', '1969-12-31T23:59:59.999999999Z'],
  ['timestamp_ltz', '-1.000000000', '1969-12-31T23:59:59Z'],
  ['timestamp_ltz', '-1.250', '1969-12-31T23:59:58.75Z'],
  ['timestamp_tz', '1774751400.100000000 1770', '2026-03-29T02:30:00.1Z'],
  ['timestamp_tz', '253402300799.999999999 0', '9999-12-31T23:59:59.999999999Z'],
  ['binary', '00FF', 'AP8='],
  [
    'variant',
    '{\n  "a": [ 1, undefined ],\n  "b c": "x, \\" y"\n}',
    '{"a":[1,null],"b c":"x, \\" y"}',
  ],
  [
    'variant',
    '[NaN, -Infinity, 12345678901234567890.123456789]',
    '["NaN","-Infinity",12345678901234567890.123456789]',
  ],
  ['variant', '"undefined"', '"undefined"'],
  ['variant', '<a b="c">d</a>', '"<a b=\\"c\\">d</a>"'],
  ['geography', '{"type": "Point"}', '{"type": "Point"}'],
  ['decfloat', '1E+40', '1E+40'],
])('%s %s is %s', (type, given, canonical) => {
  expect(text(type, given)).toBe(canonical)
})

test.each(['x', String.raw`\n`, String.raw`\"`])(
  'a text of many megabytes of %s inside of JSON is kept',
  (part) => {
    const long = `"${part.repeat(6_000_000)}"`
    expect(text('variant', `[ ${long}, 1 ]`) === `[${long},1]`).toBe(true)
  },
)

test('what is no timestamp is an error and never another time', () => {
  for (const given of ['', 'x', '1.2.3', '99999999999999']) {
    expect(() => text('timestamp_ntz', given)).toThrow('Failed to read from Snowflake')
  }
})

test.each([
  [
    { type: 'fixed', precision: 18, scale: 0 },
    { type: 'integer', sourceType: 'NUMBER(18,0)' },
  ],
  [
    { type: 'fixed', precision: 19, scale: 0 },
    { type: 'decimal', precision: 19, scale: 0 },
  ],
  [
    { type: 'FIXED', precision: 10, scale: 2 },
    { type: 'decimal', precision: 10, scale: 2 },
  ],
  [
    { type: 'NUMBER', precision: null, scale: null },
    { type: 'decimal', precision: 38, scale: 0 },
  ],
  [{ type: 'FLOAT' }, { type: 'number', sourceType: 'FLOAT' }],
  [{ type: 'vector' }, { type: 'json', sourceType: 'VECTOR' }],
  [{ type: 'something new' }, { type: 'string' }],
])('the column type %j is %j', (given, expected) => {
  expect(toColumn({ name: 'c', ...given })).toMatchObject(expected)
})
