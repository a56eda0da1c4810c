import { expect, test } from 'vitest'
import { BatchChange } from '../src/change.ts'
import { ExactNumber } from '../src/index.ts'

const change = (json: string): BatchChange =>
  new BatchChange({ id: '1', kind: 'added', key: [7], json })

test('parses the fields once, when they are asked for', () => {
  const broken = change('not json')
  expect(() => broken.fields).toThrow(SyntaxError)

  const good = change('{"a":1}')
  expect(good.fields).toEqual({ a: 1 })
  expect(good.fields).toBe(good.fields)
})

test('keeps every digit of a number that a double cannot hold', () => {
  const { fields } = change('{"id":9007199254740993,"price":0.10}')
  expect(fields).toEqual({ id: new ExactNumber('9007199254740993'), price: 0.1 })
  expect(JSON.stringify(fields)).toBe('{"id":9007199254740993,"price":0.1}')
})

test('refuses a text that is not one JSON object', () => {
  for (const json of ['[1]', '1', 'null', '"a"']) {
    expect(() => change(json).fields).toThrow('not a JSON object')
  }
})

test('is frozen through and through, its key included', () => {
  const one = change('{"tags":["a",{"deep":[1]}],"big":12345678901234567890}')
  expect(Object.isFrozen(one)).toBe(true)
  expect(Object.isFrozen(one.key)).toBe(true)
  const fields = one.fields as Record<string, unknown>
  expect(() => (fields['new'] = 1)).toThrow(TypeError)
  expect(() => (fields['tags'] as unknown[]).push('b')).toThrow(TypeError)
  const deep = (fields['tags'] as { deep: number[] }[])[1]?.deep
  expect(() => deep?.push(2)).toThrow(TypeError)
  expect(Object.isFrozen(fields['big'])).toBe(true)
})

test('takes a column named __proto__ as data', () => {
  const { fields } = change('{"__proto__":{"polluted":true}}')
  expect(Object.keys(fields)).toEqual(['__proto__'])
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})

test('survives nesting that would overflow a recursive walk', () => {
  const depth = 200_000
  const one = change(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`)
  expect(Object.isFrozen(one.fields)).toBe(true)
})
