import { expect, test } from 'vitest'
import { asList, asObject, asText, asTexts } from '../src/index.ts'

test.each([
  [{ a: 1 }, { a: 1 }],
  [[1], {}],
  [null, {}],
  ['a', {}],
  [undefined, {}],
])('the object in %j is %j', (value, expected) => {
  expect(asObject(value)).toEqual(expected)
})

test('a list is read as one, and anything else as an empty one', () => {
  expect([[1, 2], { a: 1 }, 'ab', null, undefined].map(asList)).toEqual([[1, 2], [], [], [], []])
})

test('a text is read where it says something', () => {
  expect(['a', '', 1, null, undefined].map(asText)).toEqual(['a', ...Array.from({ length: 4 })])
})

test('one text is read like a list of one', () => {
  expect([['a', 1, ''], 'b', 1].map(asTexts)).toEqual([['a'], ['b'], []])
})
