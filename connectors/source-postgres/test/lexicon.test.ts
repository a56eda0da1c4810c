import { splitStatements } from '@revetl/sdk/sql'
import { expect, test } from 'vitest'
import { lexicon } from '../src/lexicon.ts'

test.for([
  ['select 1', ['select 1']],
  ['select 1;', ['select 1']],
  ['  select 1 ; -- bye', ['select 1']],
  ['-- hello\nselect 1 /* in */ + 2 /* out */;\n', ['select 1 /* in */ + 2']],
  ['/* a /* nested; */ comment; */ select 1', ['select 1']],
  ["select ';' , '--', 'it''s;'", ["select ';' , '--', 'it''s;'"]],
  [String.raw`select E'\';', 'a\'; select 2`, [String.raw`select E'\';', 'a\'`, 'select 2']],
  ['select "a;""b--"', ['select "a;""b--"']],
  [
    'select $$;$$, $tag$ $$;$$ ; $tag$; select $1',
    ['select $$;$$, $tag$ $$;$$ ; $tag$', 'select $1'],
  ],
  ['select a$b$c; select d$b$', ['select a$b$c', 'select d$b$']],
  ['select naïve$x$; select 1', ['select naïve$x$', 'select 1']],
  ['', []],
  [' ; ;; -- nothing', []],
  ['select 1; drop table x', ['select 1', 'drop table x']],
] as [string, string[]][])('finds the statements of %j', ([sql, expected]) => {
  expect(splitStatements(sql, lexicon).map(({ start, end }) => sql.slice(start, end))).toEqual(
    expected,
  )
})
