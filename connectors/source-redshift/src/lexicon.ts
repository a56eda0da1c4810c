import type { SqlLexicon } from '@revetl/sdk/sql'

/** The lexical rules of Redshift, which is Postgres 8.0.2 there: a backslash in a text is an escape. */
export const lexicon: SqlLexicon = {
  space: /\s+|--[^\n]*/y,
  token: /'(?:[^'\\]|\\[^]|'')*'|"(?:[^"]|"")*"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d+/y,
  nestsComments: true,
  quoteTag: /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y,
}
