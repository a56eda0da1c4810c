import { expect, test } from 'vitest'
import { secretPaths, secretValues } from '../../src/host.ts'

const secret = { type: 'string', 'x-rev-secret': true }

test.for<[string, object, string[]]>([
  ['a property', { properties: { token: secret, name: {} } }, ['token']],
  ['a nested one', { properties: { auth: { properties: { key: secret } } } }, ['auth/key']],
  ['items', { properties: { list: { items: { properties: { k: secret } } } } }, ['list/*/k']],
  ['tuples', { properties: { pair: { prefixItems: [{}, secret] } } }, ['pair/*']],
  ['records', { properties: { map: { additionalProperties: secret } } }, ['map/*']],
  ['patterns', { patternProperties: { '^x-': secret } }, ['*']],
  ['unions', { properties: { a: { anyOf: [secret, { type: 'null' }] } } }, ['a']],
  [
    'alternatives',
    { oneOf: [{ properties: { a: secret } }, { properties: { b: secret, a: secret } }] },
    ['a', 'b'],
  ],
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  ['conditions', { if: {}, then: { properties: { a: secret } } }, ['a']],
  ['references', { $defs: { s: secret }, properties: { a: { $ref: '#/$defs/s' } } }, ['a']],
  ['the whole', secret, ['']],
  ['nothing', { properties: { a: { type: 'string' } } }, []],
])('finds secrets in %s', ([, schema, paths]) => {
  expect(secretPaths(schema as never).map((path) => path.join('/'))).toEqual(paths)
})

test('a schema that refers to itself is entered once', () => {
  const schema = { properties: { key: secret, child: { $ref: '#' } } }
  expect(secretPaths(schema)).toEqual([['key']])
})

test('gives the values that the paths lead to, once each, without the empty ones', () => {
  const config = {
    token: 'aaa',
    list: [{ k: 'bbb' }, { k: 'aaa' }, {}],
    pin: 1234,
    deep: { a: { b: ['ccc', ''] } },
    none: null,
  }
  const paths = [['token'], ['list', '*', 'k'], ['pin'], ['deep'], ['none'], ['absent', 'x']]
  expect(secretValues(paths, config)).toEqual(['aaa', 'bbb', '1234', 'ccc'])
})

test('does not reach into what an object inherits', () => {
  expect(secretValues([['constructor', 'name']], {})).toEqual([])
})
