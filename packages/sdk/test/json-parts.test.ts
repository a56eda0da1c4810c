import { expect, test } from 'vitest'
import { ExactNumber, jsonList, jsonObject, jsonText, parseJson } from '../src/index.ts'

test('reads what is there', () => {
  expect(jsonObject({ a: 1 })).toEqual({ a: 1 })
  expect(jsonList([1, null])).toEqual([1, null])
  expect(jsonText('x')).toBe('x')
})

test.each([null, undefined, true, 7, '', '[]', '{}', new ExactNumber('1e400')])(
  'what is neither an object, a list nor a text reads as empty: %s',
  (value) => {
    expect(jsonObject(value)).toEqual({})
    expect(jsonList(value)).toEqual([])
    expect(jsonText(typeof value === 'string' ? parseJson('""') : value)).toBeUndefined()
  },
)

test('an array is no object, and an object no array', () => {
  expect(jsonObject([{ a: 1 }])).toEqual({})
  expect(jsonList({ length: 1 })).toEqual([])
})
