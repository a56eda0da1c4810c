import { expect, test } from 'vitest'
import { readMarks } from '../src/told-rows.ts'

test('every record has its own mark, and its problem where it has one', () => {
  const rows = readMarks({ marks: 'cpupk', problems: [2, 0] }, 5)
  expect(rows).toEqual([
    { facts: { wrote: true, created: true, found: false }, isKeptBack: false },
    { problem: 2 },
    { facts: { wrote: true, created: false, found: true }, isKeptBack: false },
    { problem: 0 },
    { facts: { wrote: false, found: false }, isKeptBack: true },
  ])
})

test.each([
  ['too few marks', { marks: 'cc', problems: null }],
  ['too many marks', { marks: 'cccc', problems: null }],
  ['a mark that nothing stands for', { marks: 'c?c', problems: null }],
  ['a problem that is not named', { marks: 'cpp', problems: [1] }],
])('%s are no word on the records', (_what, told) => {
  expect(() => readMarks(told, 3)).toThrow('the statement')
})
