import type { ModelDialect } from '@revetl/sdk/sql'

/** How Snowflake writes names and texts: https://docs.snowflake.com/en/sql-reference/data-types-text (to be confirmed) */
export const dialect: ModelDialect = {
  name: 'Snowflake',
  lexicon: {
    // Comments begin with two dashes or two slashes.
    space: /(?:\s|--[^\n]*|\/\/[^\n]*)+/y,
    token: /'(?:[^'\\]|\\[^]|'')*'|"(?:[^"]|"")*"|[\w.$]+/y,
    nestsComments: false,
    quoteTag: /\$\$/y,
  },
  quoteIdentifier,
}

/** A name in double quotes, as it is. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text in quotes. */
export function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
