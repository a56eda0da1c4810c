import type { SqlLexicon } from '@revetl/sdk/sql'

// A comment that begins with two dashes needs a space behind them: https://mariadb.com/docs/server/reference/sql-structure/sql-language-structure/comment-syntax (read 2026-11-27)
/** The lexical rules of MySQL, without the modes ANSI_QUOTES and NO_BACKSLASH_ESCAPES. */
export const lexicon: SqlLexicon = {
  space: /\s+|#[^\n]*|--(?=\s|$)[^\n]*/y,
  token: /'(?:[^'\\]|\\[^]|'')*'|"(?:[^"\\]|\\[^]|"")*"|`(?:[^`]|``)*`|[\w$@\u0080-\uffff]+/y,
  nestsComments: false,
}
