import { expect, test } from 'vitest'
import { splitStatements, type SqlLexicon } from '../../src/sql.ts'

const lexicon: SqlLexicon = {
  space: /\s+|--[^\n]*/y,
  token: /'(?:[^']|'')*'|\w+/y,
  nestsComments: false,
}

function split(sql: string, rules: SqlLexicon): string[] {
  return splitStatements(sql, rules).map(({ start, end }) => sql.slice(start, end))
}

test.for([
  ['select 1 ; -- bye', ['select 1']],
  ["select ';' , 'it''s;'; select 2", ["select ';' , 'it''s;'", 'select 2']],
  ['/* a; */ select /* ; */ 1 /* out */', ['select /* ; */ 1']],
  ['select 1 /* open ; ', ['select 1 /* open', '']],
  ['select /*/ ; */ 1', ['select /*/ ; */ 1']],
  [' ;; -- nothing', []],
] as [string, string[]][])('finds the statements of %j', ([sql, expected]) => {
  expect(split(sql, lexicon)).toEqual(expected.filter((text) => text !== ''))
})

test('knows whether block comments stand in one another', () => {
  const sql = '/* /* ; */ select 1; */ select 2'
  expect(split(sql, lexicon)).toEqual(['select 1', '*/ select 2'])
  expect(split(sql, { ...lexicon, nestsComments: true })).toEqual(['select 2'])
})

test('takes what stands between two equal tags for one text', () => {
  const quoteTag = /\$\w*\$/y
  expect(split('select $a$ ; $$ $a$; select 2', { ...lexicon, quoteTag })).toEqual([
    'select $a$ ; $$ $a$',
    'select 2',
  ])
})
