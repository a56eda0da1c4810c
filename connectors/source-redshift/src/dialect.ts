import { quotePostgresName, type ModelDialect } from '@revetl/sdk/sql'
import { lexicon } from './lexicon.ts'

/** How Redshift writes a model. */
export const dialect: ModelDialect = {
  name: 'Redshift',
  lexicon,
  // 127 bytes: https://docs.aws.amazon.com/redshift/latest/dg/r_names.html (read 2026-11-27)
  quoteIdentifier: (name) => quotePostgresName(name, 'REV_MODEL_NOT_FOUND', 127),
}
