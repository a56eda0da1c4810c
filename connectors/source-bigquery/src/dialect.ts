import type { ModelDialect } from '@revetl/sdk/sql'

/** How GoogleSQL writes names and texts: https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical (read 2026-11-27) */
export const dialect: ModelDialect = {
  name: 'BigQuery',
  lexicon: {
    space: /(?:\s|--[^\n]*|#[^\n]*)+/y,
    token:
      /'''(?:[^\\]|\\[^])*?'''|"""(?:[^\\]|\\[^])*?"""|'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"|`(?:[^`\\]|\\[^])*`|[\w.]+/y,
    nestsComments: false,
  },
  quoteIdentifier: (name) => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``,
}
