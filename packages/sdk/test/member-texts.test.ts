import { expect, test } from 'vitest'
import { memberTexts } from '../src/index.ts'

const names = ['id', 'a"b', 'é', 'tree']

test.each([
  ['in order', '{"id":1,"a\\"b":"x","é":null,"tree":[1]}', ['1', '"x"', 'null', '[1]']],
  ['in another order', '{"é":2,"id":1,"tree":{}}', ['1', undefined, '2', '{}']],
  [
    'with members that nobody asks for',
    '{"more":"}","id":1,"else":[{}]}',
    ['1', undefined, undefined, undefined],
  ],
  [
    'with spaces',
    ' { "id" :\n 1.50 , "tree" : [ 1, "]" ] } ',
    ['1.50', undefined, undefined, '[ 1, "]" ]'],
  ],
  [
    'with names that are escaped',
    '{"\\u00e9":true,"id":-1e-7}',
    ['-1e-7', undefined, 'true', undefined],
  ],
  ['twice', '{"id":1,"id":2}', ['2', undefined, undefined, undefined]],
  ['with none', '{}', [undefined, undefined, undefined, undefined]],
])('gives the texts of members %s', (_how, json, texts) => {
  expect(memberTexts(names)(json)).toEqual(texts)
})

test.each([
  '"',
  '\\',
  '\\"',
  '\\\\',
  'x\\\\"',
  '","id":9,"',
  '{"id":9}',
  '[{"',
  ']}',
  '\u0000\n',
  '𝔘',
])('takes a text with %j whole, also in what is nested', (text) => {
  const record = { tree: [text, { [text]: text }], 'a"b': text, id: 7 }
  const read = memberTexts(names)(JSON.stringify(record))
  expect(read).toEqual(['7', JSON.stringify(text), undefined, JSON.stringify(record.tree)])
})

test('keeps every digit', () => {
  const digits = '-12345678901234567890.12345678901234567890'
  const [id] = memberTexts(['id'])(`{"id":${digits}}`)
  expect(id).toBe(digits)
})

test.each(['{"id":1', '{"id":"1', '{"id":[1', '{"id":', '{"id', '{', ''])(
  'throws for %j, which is cut short',
  (json) => {
    expect(() => memberTexts(['id'])(json)).toThrow(SyntaxError)
  },
)
