import { ExactNumber } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { keyCandidates } from '../src/project/key-candidates.ts'

test('a word that is a number is read as the number and as the text', () => {
  expect(keyCandidates(['42'])).toEqual([[42], ['42']])
})

test('a word that is no JSON is text alone', () => {
  expect(keyCandidates(['ada@example.com'])).toEqual([['ada@example.com']])
  expect(keyCandidates(['007'])).toEqual([['007']])
  expect(keyCandidates(['null'])).toEqual([['null']])
})

test('a quoted text is read without its quotes first', () => {
  expect(keyCandidates(['"42"'])).toEqual([['42'], ['"42"']])
})

test('a number beyond a double keeps its digits', () => {
  const digits = '9007199254740993'
  expect(keyCandidates([digits])).toEqual([[new ExactNumber(digits)], [digits]])
})

test('several words are the columns of one key, each read both ways', () => {
  expect(keyCandidates(['eu', '42'])).toEqual([
    ['eu', 42],
    ['eu', '42'],
  ])
})

test('a JSON array is one key of several columns', () => {
  expect(keyCandidates(['["eu",42]'])).toEqual([
    ['eu', 42],
    ['eu', '42'],
  ])
  expect(keyCandidates(['["42"]'])).toEqual([['42'], [42]])
})

test('a key of more parts than a command line sensibly has is refused', () => {
  expect(() => keyCandidates(Array.from({ length: 9 }, () => '1'))).toThrow(
    expect.objectContaining({ code: 'REV_USAGE' }),
  )
})
