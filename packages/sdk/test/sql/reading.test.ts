import { expect, test } from 'vitest'
import {
  accessWarnings,
  float32Text,
  groupColumns,
  instantText,
  numericDigits,
  postgresModelError,
  quotePostgresName,
  RowChunks,
} from '../../src/sql.ts'

test.each([
  [0.1, '0.1'],
  [16_777_217, '16777216'],
  [3.4028234663852886e38, '3.4028235e+38'],
  [1.401298464324817e-45, '1e-45'],
  [-0, '-0'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
])('the number %s of four bytes is %s', (number, text) => {
  expect(float32Text(Math.fround(number))).toBe(text)
})

test.each([
  ['0', '1970-01-01T00:00:00Z'],
  ['-1', '1969-12-31T23:59:59.999999Z'],
  ['1500000', '1970-01-01T00:00:01.5Z'],
  ['-62135596800000000', '0001-01-01T00:00:00Z'],
  ['253402300799999999', '9999-12-31T23:59:59.999999Z'],
])('%s microseconds are %s', (micros, text) => {
  expect(instantText(micros)).toBe(text)
})

test('gathers rows into chunks of thousands, and counts them all', () => {
  const rows = new RowChunks<number | string>([undefined, (value) => `${value}!`])
  let chunks = 0
  for (let row = 0; row < 5_000; row += 1) {
    if (!rows.push([String(row), row % 2 === 0 ? row : null])) continue
    const chunk = rows.take()
    expect(chunk?.columns[1]?.slice(0, 2)).toEqual([`${String(chunk?.columns[0]?.[0])}!`, null])
    chunks += chunk?.rowCount ?? 0
  }
  expect(chunks).toBe(4_096)
  expect(rows.take()?.rowCount).toBe(904)
  expect(rows.take()).toBeUndefined()
  expect(rows.rows).toBe(5_000)
})

test('a chunk of long texts has few rows', () => {
  const rows = new RowChunks([undefined])
  expect(rows.push(['x'.repeat(1 << 20)])).toBe(false)
  expect(rows.push(['x'.repeat(3 << 20)])).toBe(true)
})

const column = (name: string) => ({ name, type: 'string' as const })

test('the columns of a table come together in the order in which tables begin', () => {
  expect(
    groupColumns([
      { path: ['s', 'b'], column: column('x') },
      { path: ['s', 'a'], column: column('y') },
      { path: ['s', 'b'], column: column('z') },
    ]),
  ).toEqual([
    { path: ['s', 'b'], columns: [column('x'), column('z')] },
    { path: ['s', 'a'], columns: [column('y')] },
  ])
})

test('warns of a user that can do too little or too much, and of its power alone where it has one', () => {
  const facts = { user: 'ada', readable: 2, power: undefined, writable: [] }
  expect(accessWarnings(facts)).toEqual([])
  expect(accessWarnings({ ...facts, readable: 0 })).toEqual([
    'ada can read no table: grant `select` to it.',
  ])
  expect(accessWarnings({ ...facts, writable: ['a', 'b', 'c', 'd'] })).toEqual([
    'ada can write to a, b, c and others: a user that can only read is safer.',
  ])
  expect(accessWarnings({ ...facts, power: 'is a superuser', writable: ['a'] })).toEqual([
    'ada is a superuser: a user that can only read is safer.',
  ])
})

const quote = (name: string): string => quotePostgresName(name, 'REV_MODEL_NOT_FOUND', 4)

test('a name may be as long as the server allows', () => {
  expect(quote('a"b')).toBe('"a""b"')
  for (const name of ['', 'abcde', 'ééé']) expect(() => quote(name)).toThrow('1 to 4 bytes')
})

test.each([
  [-1, {}],
  [((38 << 16) | 18) + 4, { precision: 38, scale: 18 }],
  [((3 << 16) | (0x8_00 - 2)) + 4, { precision: 5, scale: 0 }],
])('the modifier %s of a numeric declares %j', (modifier, digits) => {
  expect(numericDigits(modifier)).toEqual(digits)
})

test.each([
  ['42P01', 'REV_MODEL_NOT_FOUND'],
  ['42501', 'REV_AUTH_SCOPE'],
  ['25006', 'REV_MODEL_NOT_A_QUERY'],
  ['42703', 'REV_MODEL_SQL'],
  ['22012', 'REV_MODEL_SQL'],
  ['57014', 'REV_READ_FAILED'],
  ['57P01', 'REV_READ_FAILED'],
])('the SQLSTATE %s is %s', (code, expected) => {
  expect(postgresModelError(Object.assign(new Error('no'), { code })).code).toBe(expected)
})

test('the position that the server tells is a place in the SQL of the model', () => {
  const error = Object.assign(new Error('no'), { code: '42703', position: '12' })
  const model = { sql: 'select\nx', prefix: 'as ' }
  expect(postgresModelError(error, model).place).toEqual({ file: '', line: 2, column: 2 })
})
