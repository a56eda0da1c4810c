import { RevError } from '@revetl/sdk'
import type { ModelDialect } from '@revetl/sdk/sql'

const nameCharsMax = 255

/** How Databricks SQL writes a model: https://docs.databricks.com/en/sql/language-manual/sql-ref-identifiers.html (read 2026-11-27) */
export const dialect: ModelDialect = {
  name: 'Databricks',
  lexicon: {
    space: /\s+|--[^\n]*/y,
    token: /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"|`(?:[^`]|``)*`|[\w\u0080-\uffff]+/y,
    nestsComments: true,
  },
  quoteIdentifier: (name) => {
    const { length } = Array.from(name)
    if (length === 0 || length > nameCharsMax || name.includes('\0') || !name.isWellFormed()) {
      throw new RevError(
        'REV_MODEL_NOT_FOUND',
        `Failed to name ${JSON.stringify(name)}: expected 1 to ${nameCharsMax} characters without NUL, got ${length}.`,
      )
    }
    return `\`${name.replaceAll('`', '``')}\``
  },
}
