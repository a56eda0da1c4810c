import { expect, test } from 'vitest'
import { requireForm, toColumn } from '../src/column-types.ts'

test.each([
  ['decimal(38,18)', { type: 'decimal', precision: 38, scale: 18 }],
  ['DECIMAL(10,0)', { type: 'decimal', precision: 10, scale: 0 }],
  ['varchar(10)', { type: 'string' }],
  ['string collate UTF8_LCASE', { type: 'string' }],
  ['struct<timestamp:date>', { type: 'json' }],
  ['variant', { type: 'json' }],
  ['interval day to second', { type: 'interval' }],
  ['timestamp_ntz', { type: 'timestamp' }],
])('the type %s is %j', (name, expected) => {
  expect(toColumn('c', name)).toEqual({ name: 'c', sourceType: name, ...expected })
})

test('a decimal with an exponent, as outside of ANSI mode, keeps its digits', () => {
  const { convert } = requireForm(toColumn('c', 'decimal(38,18)'))
  expect(convert?.('1.00000000E-10')).toBe('0.000000000100000000')
  expect(convert?.('0E-18')).toBe('0.000000000000000000')
  expect(convert?.('-12.50')).toBe('-12.50')
})

test('a type that has no text is refused with what to write', () => {
  expect(() => requireForm(toColumn('place', 'geography(4326)'))).toThrow(
    'place is a geography(4326), which has no text of its own',
  )
})
