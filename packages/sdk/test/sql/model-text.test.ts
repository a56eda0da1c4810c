import { expect, test } from 'vitest'
import {
  modelStatement,
  placeInSql,
  requireDistinctColumns,
  type ModelDialect,
} from '../../src/sql.ts'

const dialect: ModelDialect = {
  name: 'Acme',
  lexicon: { space: /\s+/y, token: /\w+/y, nestsComments: false },
  quoteIdentifier: (name) => `[${name}]`,
}

test('gives the one statement of a model, and the table of a table model', () => {
  expect(modelStatement({ kind: 'sql', sql: ' select 1; ' }, dialect)).toBe(' select 1')
  expect(modelStatement({ kind: 'table', table: ['a', 'b c'] }, dialect)).toBe(
    'select * from [a].[b c]',
  )
})

test.for([
  ['', 'REV_MODEL_NOT_A_QUERY', 'it is empty'],
  ['select 1; select 2', 'REV_MODEL_NOT_A_QUERY', 'it has 2 statements'],
] as const)('refuses %j', ([sql, code, message]) => {
  const take = () => modelStatement({ kind: 'sql', sql }, dialect)
  expect(take).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }))
})

test('says where the second statement begins, past characters of two code units', () => {
  expect(() => modelStatement({ kind: 'sql', sql: "a;\n '👩' b" }, dialect)).toThrow(
    expect.objectContaining({ place: { file: '', line: 2, column: 2 } }),
  )
  expect(placeInSql("a\n'👩' b", 6)).toEqual({ file: '', line: 2, column: 6 })
})

test('refuses a model of files', () => {
  expect(() => modelStatement({ kind: 'files', paths: ['a.csv'] }, dialect)).toThrow(
    expect.objectContaining({ code: 'REV_CONFIG_INVALID' }),
  )
})

test('refuses two columns of one name', () => {
  const column = { name: 'a', type: 'string' } as const
  expect(requireDistinctColumns([column, { ...column, name: 'A' }])).toHaveLength(2)
  expect(() => requireDistinctColumns([column, column])).toThrow('two columns are named a')
})
