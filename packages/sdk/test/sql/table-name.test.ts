import { expect, test } from 'vitest'
import { formatTableName, parseTableName } from '../../src/sql.ts'

test.for([
  ['people', { schema: 'shop', table: 'people' }],
  ['Other.People', { schema: 'Other', table: 'People' }],
  ['"a.b"."c""d"', { schema: 'a.b', table: 'c"d' }],
] as const)('%s is read and written back', ([text, name]) => {
  expect(parseTableName(text, 'shop')).toEqual(name)
  expect(formatTableName(name, 'shop')).toBe(text)
})

test.for(['', 'a.b.c', '"a', 'a"b'])('%j is no name', (text) => {
  expect(() => parseTableName(text, 'shop')).toThrow('expected table or schema.table')
})
