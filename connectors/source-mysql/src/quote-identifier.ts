import { quoteMysqlName } from '@revetl/sdk/sql'

/** A name as a quoted SQL identifier. @throws `REV_MODEL_NOT_FOUND` for one that MySQL cannot hold */
export const quoteIdentifier = (name: string): string => quoteMysqlName(name, 'REV_MODEL_NOT_FOUND')
