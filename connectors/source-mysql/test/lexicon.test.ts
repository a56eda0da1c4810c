import { splitStatements } from '@revetl/sdk/sql'
import { expect, test } from 'vitest'
import { lexicon } from '../src/lexicon.ts'

test.for([
  ['select 1;', ['select 1']],
  ['-- hello\nselect 1 # out;\n', ['select 1']],
  ['select 1--1; select 2', ['select 1--1', 'select 2']],
  ['select 1 --\n; select 2', ['select 1', 'select 2']],
  ['/* a /* ; */ select 1', ['select 1']],
  ['select /*! 1; */ + 2', ['select /*! 1; */ + 2']],
  [String.raw`select 'a\';' , "b\";", 'it''s;'`, [String.raw`select 'a\';' , "b\";", 'it''s;'`]],
  ['select `a;``b#`', ['select `a;``b#`']],
  ['select @a; select naïve', ['select @a', 'select naïve']],
  [' ; ;; # nothing', []],
] as [string, string[]][])('finds the statements of %j', ([sql, expected]) => {
  const found = splitStatements(sql, lexicon)
  expect(found.map(({ start, end }) => sql.slice(start, end))).toEqual(expected)
})
