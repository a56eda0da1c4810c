import type { SqlLexicon } from '@revetl/sdk/sql'

/** The lexical rules of Postgres, with standard_conforming_strings on. */
export const lexicon: SqlLexicon = {
  space: /\s+|--[^\n]*/y,
  token:
    /[eE]'(?:[^'\\]|\\[^]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d+/y,
  nestsComments: true,
  quoteTag: /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y,
}
