import { ExactNumber, type ValueType } from '@revetl/sdk'
import { describe, expect, test } from 'vitest'
import { cellText, contentText, toCell, type CellRules } from '../src/cells/cell.ts'
import { columnLetters } from '../src/tab/a1.ts'

const rules: CellRules = { dates: 'text', formulaColumns: [] }
const cellOf = (value: Parameters<typeof toCell>[0], type: ValueType = 'string', more = {}) =>
  toCell(value, { name: 'field', type }, { ...rules, ...more })

describe('a cell', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(1)', "'quoted", '0012', '2026-01-31', ' x ', '\tx'])(
    'takes the text %j as a text and as nothing else',
    (text) => {
      expect(cellOf(text)).toEqual({ userEnteredValue: { stringValue: text } })
    },
  )

  test('becomes a formula only in a column of which the user says so, and only after an equals sign', () => {
    const formulaColumns = ['field']
    expect(cellOf('=1+1', 'string', { formulaColumns })).toEqual({
      userEnteredValue: { formulaValue: '=1+1' },
    })
    expect(cellOf('+1', 'string', { formulaColumns })).toEqual({
      userEnteredValue: { stringValue: '+1' },
    })
    expect(cellOf('=1+1', 'string', { formulaColumns: ['other'] })).toEqual({
      userEnteredValue: { stringValue: '=1+1' },
    })
  })

  test.each([
    [null, {}],
    ['', {}],
    [true, { userEnteredValue: { boolValue: true } }],
    [1.5, { userEnteredValue: { numberValue: 1.5 } }],
    [
      new ExactNumber('9007199254740993'),
      { userEnteredValue: { stringValue: '9007199254740993' } },
    ],
    [
      new ExactNumber('0.12345678901234567891'),
      { userEnteredValue: { stringValue: '0.12345678901234567891' } },
    ],
    [{ a: [1, null] }, { userEnteredValue: { stringValue: '{"a":[1,null]}' } }],
  ])('of %j is %j: no digit is rounded', (value, expected) => {
    expect(cellOf(value)).toEqual(expected)
  })

  // Day 1 is 1899-12-31: https://developers.google.com/workspace/sheets/api/guides/formats (read 2026-11-27)
  test.each([
    ['1899-12-31', 'date', 1, 'DATE'],
    ['2026-11-27', 'date', 46_353, 'DATE'],
    ['2026-11-27T12:00:00', 'timestamp', 46_353.5, 'DATE_TIME'],
    ['2026-11-27T18:00:00.000Z', 'timestamptz', 46_353.75, 'DATE_TIME'],
  ] as const)(
    'is the date of Sheets for %s where it is asked for',
    (text, type, serial, format) => {
      expect(cellOf(text, type, { dates: 'serial' })).toEqual({
        userEnteredValue: { numberValue: serial },
        userEnteredFormat: { numberFormat: { type: format, pattern: expect.any(String) } },
      })
      expect(cellOf(text, type)).toEqual({ userEnteredValue: { stringValue: text } })
    },
  )

  test.each(['infinity', '-0044-03-15', '2026-13-45'])('keeps %s as it is', (text) => {
    expect(cellOf(text, 'date', { dates: 'serial' })).toEqual({
      userEnteredValue: { stringValue: text },
    })
  })
})

test('a value and the cell that holds it have the same text', () => {
  for (const value of [1, 1e21, 0.1, true, 'x', new ExactNumber('12345678901234567890')]) {
    const { userEnteredValue } = cellOf(value)
    expect(cellText(cellOf(value))).toBe(contentText(Object.values(userEnteredValue ?? {})[0]))
    expect(cellText(cellOf(value))).toBe(String(value))
  }
})

test.each([
  [0, 'A'],
  [25, 'Z'],
  [26, 'AA'],
  [701, 'ZZ'],
  [702, 'AAA'],
])('column %d is %s', (index, letters) => {
  expect(columnLetters(index)).toBe(letters)
})
