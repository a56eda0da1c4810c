import { expect, test } from 'vitest'
import { plainStyle } from '../src/text/style.ts'
import { tableText } from '../src/text/table.ts'

test('columns are as wide as their widest cell, and numbers stand to the right', () => {
  const rows = [
    ['a', '1'],
    ['longer', '1,000'],
  ]
  expect(tableText(['name', '#count'], rows, plainStyle).split('\n')).toEqual([
    'name    count',
    'a           1',
    'longer  1,000',
  ])
})

test('colours take no width', () => {
  const rows = [['\u001B[31mred\u001B[39m', 'x']]
  expect(tableText(['a', 'b'], rows, plainStyle)).toBe('a    b\n\u001B[31mred\u001B[39m  x')
})
