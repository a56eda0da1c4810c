import { configError, RevError } from '../errors.ts'

/** The error of an object that has no table. */
export function missingTable(object: string): RevError {
  return new RevError(
    'REV_CONFIG_REFERENCE',
    `Failed to write to ${object}: there is no such table.`,
    {
      hint: 'Check the name (schema.table, capitals count), or set createTables.',
      delivery: 'not-applied',
    },
  )
}

/** The error of fields that a table has no columns for. */
export function missingColumns(table: string, columns: readonly string[]): RevError {
  return new RevError(
    'REV_CONFIG_MAPPING',
    `Failed to write to ${table}: it has no column ${columns.join(', ')}.`,
    { hint: 'Check the mapping, or set addColumns.', delivery: 'not-applied' },
  )
}

/** The error of a table whose columns are no longer those that were looked at. */
export function alteredTable(table: string): RevError {
  return configError(`Failed to write to ${table}: it was altered meanwhile.`, {
    hint: 'Run again.',
    delivery: 'not-applied',
  })
}

/** What a table says of its unique indexes. */
export interface UniqueTable {
  /** The name in SQL. */
  readonly sql: string
  readonly uniqueSets: readonly (readonly string[])[]
}

/** @throws `REV_CONFIG_INVALID` with the statement that makes the index, where none makes the match fields unique */
export function requireUniqueIndex(
  table: UniqueTable,
  matchOn: readonly string[],
  createIndexSql: string,
): void {
  const wanted = [...matchOn].sort().join('\0')
  if (table.uniqueSets.some((set) => [...set].sort().join('\0') === wanted)) return
  throw configError(
    `Failed to write to ${table.sql}: nothing makes ${matchOn.join(', ')} unique in it, so that a record could meet several rows.`,
    { hint: createIndexSql, delivery: 'not-applied' },
  )
}
