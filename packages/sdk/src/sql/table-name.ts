import { RevError } from '../errors.ts'

/** A table by its two names, as they are: nothing is folded to lower case. */
export interface TableName {
  readonly schema: string
  readonly table: string
}

const part = String.raw`"(?:[^"]|"")+"|[^".]+`
const nameForm = new RegExp(`^(?:(${part})\\.)?(${part})$`)

/**
 * Reads an object's name: `table`, `schema.table`, with a part that has a dot in double quotes. It is rev's way of
 * writing it, whatever the SQL of the server.
 * @throws `REV_CONFIG_REFERENCE`
 */
export function parseTableName(text: string, defaultSchema: string): TableName {
  const [, schema, table] = nameForm.exec(text) ?? []
  if (table === undefined) {
    throw new RevError(
      'REV_CONFIG_REFERENCE',
      `Failed to read the table name ${text}: expected table or schema.table.`,
      { hint: 'Put a part that has a dot or a quote in double quotes.' },
    )
  }
  return { schema: schema === undefined ? defaultSchema : bare(schema), table: bare(table) }
}

/** The name that `parseTableName` reads. */
export function formatTableName({ schema, table }: TableName, defaultSchema: string): string {
  return schema === defaultSchema ? plain(table) : `${plain(schema)}.${plain(table)}`
}

function bare(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text
}

function plain(text: string): string {
  return /[".]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
