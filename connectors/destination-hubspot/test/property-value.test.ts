import { ExactNumber, type Value, type ValueType } from '@revetl/sdk'
import { assert, double, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromPropertyText } from '../src/properties/property-field.ts'
import { toPropertyText } from '../src/properties/property-value.ts'

describe('a value becomes the text that HubSpot takes', () => {
  test.each<[string, Value, ValueType | undefined, string]>([
    ['null clears', null, 'string', ''],
    ['an empty text clears too', '', 'string', ''],
    ['text stays', ' Grüße 👋\n', 'string', ' Grüße 👋\n'],
    ['true', true, 'boolean', 'true'],
    ['false', false, 'boolean', 'false'],
    ['an integer', 42, 'decimal', '42'],
    ['an integer beyond 2^53', new ExactNumber('9007199254740993'), 'decimal', '9007199254740993'],
    [
      '38 digits',
      new ExactNumber('12345678901234567890.123456789012345678'),
      'decimal',
      '12345678901234567890.123456789012345678',
    ],
    ['a large double', 1e21, 'decimal', '1000000000000000000000'],
    ['a small double', -1.5e-7, 'decimal', '-0.00000015'],
    ['an exponent inside the digits', new ExactNumber('1.2345e2'), 'decimal', '123.45'],
    ['a date', '2026-01-31', 'date', '2026-01-31'],
    ['midnight as a date', '2026-01-31T00:00:00', 'date', '2026-01-31'],
    ['midnight in UTC as a date', '2026-01-31T00:00:00.000Z', 'date', '2026-01-31'],
    [
      'another time is left for HubSpot to refuse',
      '2026-01-31T13:05:00',
      'date',
      '2026-01-31T13:05:00',
    ],
    [
      'another zone is left for HubSpot to refuse',
      '2026-01-31T00:00:00+02:00',
      'date',
      '2026-01-31T00:00:00+02:00',
    ],
    ['an instant', '2026-01-31T13:05:00.25Z', 'timestamptz', '2026-01-31T13:05:00.25Z'],
    ['a time without zone is UTC', '2026-01-31T13:05:00', 'timestamptz', '2026-01-31T13:05:00Z'],
    ['a date as an instant', '2026-01-31', 'timestamptz', '2026-01-31T00:00:00Z'],
    ['milliseconds stay', '1430438400000', 'timestamptz', '1430438400000'],
    ['several options', ['art', 'music'], 'json', 'art;music'],
    ['no option', [], 'json', ''],
    ['numbers as options', [1, new ExactNumber('9007199254740993')], 'json', '1;9007199254740993'],
    ['an object', { a: 1 }, 'string', '{"a":1}'],
  ])('%s', (_name, value, type, expected) => {
    expect(toPropertyText(value, type)).toBe(expected)
  })

  test('an option with a semicolon would become two, so it is refused', () => {
    expect(() => toPropertyText(['a;b'], 'json')).toThrow(/semicolon/)
  })

  test('a list of lists has no text', () => {
    expect(() => toPropertyText([['a']], 'json')).toThrow(/plain values/)
  })

  test('every finite double keeps its value, without an exponent', () => {
    assert(
      property(double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const text = toPropertyText(number, 'decimal')
        expect(text).toMatch(/^-?\d+(\.\d+)?$/)
        expect(Number(text)).toBe(number === 0 ? 0 : number)
      }),
    )
  })
})

test.each<[string | undefined, ValueType, Value]>([
  [undefined, 'string', null],
  ['x', 'string', 'x'],
  ['true', 'boolean', true],
  ['12.50', 'decimal', 12.5],
  ['9007199254740993', 'decimal', new ExactNumber('9007199254740993')],
  ['many', 'decimal', 'many'],
  ['art;music', 'json', ['art', 'music']],
  ['2026-01-31', 'date', '2026-01-31'],
])('reads %j back as a %s', (text, type, expected) => {
  expect(fromPropertyText(text, type)).toEqual(expected)
})
