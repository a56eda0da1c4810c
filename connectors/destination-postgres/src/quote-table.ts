import type { TableName } from '@revetl/sdk/sql'
import { quoteIdentifier } from './quote-identifier.ts'

/** The name in SQL. @throws `REV_CONFIG_REFERENCE` for what Postgres cannot hold */
export function quoteTable({ schema, table }: TableName): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`
}
