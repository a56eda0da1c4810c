import { expect, test } from 'vitest'
import { canonicalText, type ApiValue } from '../src/canonical-text.ts'
import { toColumn, type Field } from '../src/column-types.ts'

const digits = '38'.repeat(38)

// One row for each form that the API documents: https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs/getQueryResults (read 2026-11-27)
test.each<[type: string, given: string, canonical: string]>([
  ['BIGNUMERIC', `-${digits}.5`, `-${digits}.5`],
  ['INT64', '9223372036854775807', '9223372036854775807'],
  ['FLOAT64', '1.0', '1'],
  ['FLOAT64', '-Infinity', '-Infinity'],
  ['FLOAT64', '1.7976931348623157E308', '1.7976931348623157e+308'],
  ['TIMESTAMP', '-1', '1969-12-31T23:59:59.999999Z'],
  ['TIMESTAMP', '253402300799999999', '9999-12-31T23:59:59.999999Z'],
  ['TIMESTAMP', '-62135596800000000', '0001-01-01T00:00:00Z'],
  ['DATETIME', '2026-01-31T13:05:00.500000', '2026-01-31T13:05:00.5'],
  ['TIME', '13:05:00', '13:05:00'],
  ['INTERVAL', '1-2 3 4:5:6.789', 'P1Y2M3DT4H5M6.789S'],
  ['INTERVAL', '-1-2 -3 -4:5:0', 'P-1Y-2M-3DT-4H-5M'],
  ['INTERVAL', '0-0 0 0:0:0', 'PT0S'],
  ['GEOGRAPHY', 'POINT(1 2)', 'POINT(1 2)'],
  ['BYTES', 'AP8=', 'AP8='],
])('%s %s is %s', (type, given, canonical) => {
  expect(canonicalText({ name: 'c', type }, given)).toBe(canonical)
})

test.each<[element: string, given: string, canonical: string]>([
  ['DATE', '[2026-01-31, UNBOUNDED)', '[2026-01-31, UNBOUNDED)'],
  ['DATETIME', '[2026-01-31T13:05:00.500000, NULL)', '[2026-01-31T13:05:00.5, NULL)'],
  ['TIMESTAMP', '[-1, 0)', '[1969-12-31T23:59:59.999999Z, 1970-01-01T00:00:00Z)'],
  ['DATE', 'no range', 'no range'],
])('RANGE<%s> %s is %s', (type, given, canonical) => {
  const field = { name: 'c', type: 'RANGE', rangeElementType: { type } }
  expect(canonicalText(field, given)).toBe(canonical)
})

test('lists and structs are JSON with every digit, and what JSON has no number for is text', () => {
  const fields: readonly Field[] = [
    { name: 'n"', type: 'NUMERIC' },
    { name: 'when', type: 'TIMESTAMP', mode: 'REPEATED' },
    { name: 'in', type: 'RECORD', fields: [{ name: 'f', type: 'FLOAT' }] },
  ]
  const field: Field = { name: 'c', type: 'RECORD', mode: 'REPEATED', fields }
  const value: ApiValue = [
    {
      v: {
        f: [
          { v: '12345678901234567890.123456789' },
          { v: [{ v: '0' }] },
          { v: { f: [{ v: 'NaN' }] } },
        ],
      },
    },
    { v: { f: [{ v: null }, { v: [] }, { v: null }] } },
  ]
  expect(canonicalText(field, value)).toBe(
    '[{"n\\"":12345678901234567890.123456789,"when":["1970-01-01T00:00:00Z"],"in":{"f":"NaN"}},{"n\\"":null,"when":[],"in":null}]',
  )
})

test('a column has the digits that its field declares, else those of its type', () => {
  const declared = { name: 'd', type: 'NUMERIC', precision: '10', scale: '2' }
  expect(toColumn(declared)).toMatchObject({ type: 'decimal', precision: 10, scale: 2 })
  expect(toColumn({ name: 'd', type: 'NUMERIC' })).toMatchObject({ precision: 38, scale: 9 })
})
