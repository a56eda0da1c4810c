import type { ModelDialect } from '@revetl/sdk/sql'

/** How ClickHouse writes names and texts: https://clickhouse.com/docs/sql-reference/syntax (read 2026-11-27) */
export const dialect: ModelDialect = {
  name: 'ClickHouse',
  lexicon: {
    space: /(?:\s|--[^\n]*|#[ !][^\n]*)+/y,
    token: /'(?:[^'\\]|\\[^]|'')*'|"(?:[^"\\]|\\[^]|"")*"|`(?:[^`\\]|\\[^]|``)*`|[\w.]+/y,
    nestsComments: false,
    quoteTag: /\$\w*\$/y,
  },
  quoteIdentifier,
}

/** A name in backquotes. */
export function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
}
