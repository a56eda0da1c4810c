import { quoteMysqlName } from '@revetl/sdk/sql'

/** A name as a quoted SQL identifier. @throws `REV_CONFIG_REFERENCE` for one that MySQL cannot hold */
export const quoteName = (name: string): string => quoteMysqlName(name, 'REV_CONFIG_REFERENCE')

/** A text in SQL, with NO_BACKSLASH_ESCAPES. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
