import { quoteName } from '@revetl/sdk/sql'

/** A name as a quoted SQL identifier. @throws `REV_CONFIG_REFERENCE` for a name that Postgres cannot have */
export function quoteIdentifier(name: string): string {
  return quoteName(name, { bytesMax: 63, code: 'REV_CONFIG_REFERENCE' })
}
