import { expect, test } from 'vitest'
import { loadShapeChecker } from '../../src/config/shape/check-shape.ts'

const slow = `${'a'.repeat(60)}!`

test('P-13 a pattern that takes for ever: it is stopped, and the process goes on', async () => {
  const checker = await loadShapeChecker()
  const schema = {
    type: 'object',
    properties: { url: { type: 'string', pattern: String.raw`^(\w+\s?)+$` } },
  }
  expect(() => checker.check({ schema, value: { url: slow } })).toThrow('timed out')
  expect(checker.check({ schema, value: { url: 'short' } })).toEqual([])
  expect(checker.check({ schema, value: { url: '!' } })).toHaveLength(1)
})

test('P-13 a schema that refers to the network: it is refused, and nothing is fetched', async () => {
  const checker = await loadShapeChecker()
  const schema = { properties: { url: { $ref: 'http://127.0.0.1:9/schema.json' } } }
  expect(() => checker.check({ schema, value: { url: 'x' } })).toThrow("can't resolve reference")
})

test('P-13 a schema that is not valid: it is blamed, and not the value that does not fit it', async () => {
  const checker = await loadShapeChecker()
  const schema = { properties: { port: { type: 'integer', multipleOf: 0 } } }
  expect(() => checker.check({ schema, value: { port: 1 } })).toThrow('schema is invalid')
  const other = { properties: { port: { type: 'integer' } }, required: 'port' }
  expect(() => checker.check({ schema: other, value: { port: 1 } })).toThrow('required')
})
