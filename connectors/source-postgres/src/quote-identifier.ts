import { quotePostgresName } from '@revetl/sdk/sql'

/** A name as a quoted SQL identifier. @throws `REV_MODEL_NOT_FOUND` for one that Postgres cannot hold */
export const quoteIdentifier = (name: string): string =>
  quotePostgresName(name, 'REV_MODEL_NOT_FOUND')
