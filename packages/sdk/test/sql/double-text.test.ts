import { expect, test } from 'vitest'
import { doubleText } from '../../src/sql/double-text.ts'

test.each([
  ['0.1', '0.1'],
  ['1.0', '1'],
  ['1.0000000000000001E-1', '0.1'],
  ['1.7976931348623157E308', '1.7976931348623157e+308'],
  ['-0', '-0'],
  ['-0.0', '-0'],
  ['0.0', '0'],
  ['nan', 'NaN'],
  ['NaN', 'NaN'],
  ['+inf', 'Infinity'],
  ['-Infinity', '-Infinity'],
])('the double %s is %s', (printed, canonical) => {
  expect(doubleText(printed)).toBe(canonical)
})
