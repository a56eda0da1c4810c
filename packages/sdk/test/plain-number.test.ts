import { expect, test } from 'vitest'
import { ExactNumber, plainNumber } from '../src/index.ts'

test.each([
  ['12', '12'],
  ['-1.50', '-1.50'],
  ['1e3', '1000'],
  ['1.25E+1', '12.5'],
  ['-1.5e-3', '-0.0015'],
  ['12345e-2', '123.45'],
  ['1e999999', '1e999999'],
])('%s is %s without an exponent', (text, expected) => {
  expect(plainNumber(new ExactNumber(text))).toBe(expected)
})

test('a number of JavaScript is written in plain digits too', () => {
  expect([1e21, 1e-7, -0.5, 12].map(plainNumber)).toEqual([
    '1000000000000000000000',
    '0.0000001',
    '-0.5',
    '12',
  ])
})
