import { ExactNumber, field, isRevError, type Value } from '@revetl/sdk'
import { describe, expect, test } from 'vitest'
import { fromAttribute, toAttribute, toUnixSeconds } from '../src/records/attribute-value.ts'

const problem = (make: () => Value): string => {
  try {
    return `none, but ${JSON.stringify(make())}`
  } catch (error) {
    return isRevError(error) ? `${error.code}: ${error.message}` : String(error)
  }
}

describe('a time', () => {
  test.each([
    ['1970-01-01', 0],
    ['2024-02-29', 1_709_164_800],
    ['2026-01-31T13:05:00Z', 1_769_864_700],
    ['2026-01-31T13:05:00', 1_769_864_700],
    ['2026-01-31 13:05:00', 1_769_864_700],
    ['2026-01-31T13:05:00.000Z', 1_769_864_700],
    ['2026-01-31T14:05:00+01:00', 1_769_864_700],
    ['2026-01-31T07:35:00-05:30', 1_769_864_700],
    ['1969-12-31T23:59:59Z', -1],
  ])('%s is %d seconds', (text, seconds) => {
    expect(toUnixSeconds(text)).toBe(seconds)
    expect(fromAttribute(seconds, 'timestamptz')).toMatch(/^\d{4}-\d{2}-\d{2}T[\d:]{8}Z$/)
  })

  test.each([
    ['2026-01-31T13:05:00.5Z', /whole seconds/],
    ['2026-02-30', /calendar/],
    ['2026-01-31T24:00:00Z', /time of the day/],
    ['2026-01-31T13:60:00Z', /time of the day/],
    ['31.01.2026', /ISO 8601/],
    ['soon', /ISO 8601/],
  ])('%s is refused', (text, why) => {
    expect(problem(() => toUnixSeconds(text))).toMatch(why)
  })

  test('reads back as it was written', () => {
    const at = '2026-01-31T13:05:00Z'
    expect(fromAttribute(toUnixSeconds(at), 'timestamptz')).toBe(at)
    expect(fromAttribute(toUnixSeconds('2026-01-31'), 'date')).toBe('2026-01-31')
  })
})

describe('a value', () => {
  test.each<[string, Value, Parameters<typeof toAttribute>[1], Value]>([
    ['a number for a text', 70, field('string'), '70'],
    [
      'an exact number for a text',
      new ExactNumber('9007199254740993'),
      field('string'),
      '9007199254740993',
    ],
    ['a boolean for a text', true, field('string'), 'true'],
    ['a whole number', 7, field('integer'), 7],
    ['a fraction', 0.1, field('number'), 0.1],
    ['null', null, field('string'), null],
    ['seconds for a time', 1_769_864_700, field('timestamptz'), 1_769_864_700],
    [
      '255 characters outside the basic plane',
      '👩'.repeat(255),
      field('string', { maxLength: 255 }),
      '👩'.repeat(255),
    ],
    ['a list, for a reference to custom objects', ['21'], undefined, ['21']],
  ])('%s', (_name, value, definition, expected) => {
    expect(toAttribute(value, definition, undefined)).toEqual(expected)
  })

  test('of a field that is not known follows its own type', () => {
    expect(toAttribute('2026-01-31', undefined, 'date')).toBe(1_769_817_600)
    expect(toAttribute('2026-01-31', undefined, 'string')).toBe('2026-01-31')
    expect(toAttribute('2026-01-31', field('string'), 'date')).toBe('2026-01-31')
  })

  test.each<[string, Value, Parameters<typeof toAttribute>[1], RegExp]>([
    ['a fraction for a whole number', 1.5, field('integer'), /^REV_VALUE_INVALID.*whole numbers/],
    [
      'more digits than a double has',
      new ExactNumber('12345678901234567.125'),
      field('number'),
      /^REV_VALUE_INVALID.*digits/,
    ],
    [
      'a null where none may be',
      null,
      field('string', { nullable: false }),
      /^REV_VALUE_INVALID.*null/,
    ],
    [
      '256 characters',
      'x'.repeat(256),
      field('string', { maxLength: 255 }),
      /^REV_VALUE_TOO_LONG.*255/,
    ],
  ])('%s is refused', (_name, value, definition, why) => {
    expect(problem(() => toAttribute(value, definition, undefined))).toMatch(why)
  })
})
