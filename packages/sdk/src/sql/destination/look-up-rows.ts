import type { FoundRecord, LookupRequest } from '../../destination.ts'
import { parseTableName } from '../table-name.ts'
import { withClient, type OpenDatabase } from './open-database.ts'
import type { SqlServer } from './sql-database.ts'
import type { ColumnOf, SqlTable } from './sql-table.ts'

/** Reads rows of a table back. Of a table or a column that is not there yet nothing is found; none is made. */
export async function lookUpRows<Client, Table extends SqlTable>(
  open: OpenDatabase<Client, Table>,
  lookUp: NonNullable<SqlServer<Client, Table>['lookUp']>,
  { object, matchOn, keys, fields }: LookupRequest,
): Promise<readonly FoundRecord[]> {
  const name = parseTableName(object.name, open.defaultSchema())
  return withClient(open, object.name, async (client) => {
    // Looked at anew: the table may have been altered since, or be made by a write that is yet to come.
    const table = await open.server.findTable(client, name)
    if (table === undefined) return []
    const byName = new Map<string, ColumnOf<Table>>(
      table.columns.map((column) => [column.name, column]),
    )
    const columnsOf = (names: readonly string[]) =>
      names.map((one) => byName.get(one)).filter((column) => column !== undefined)
    const matched = columnsOf(matchOn)
    if (matched.length < matchOn.length || matchOn.length === 0) return []
    return lookUp(client, { table, matchOn: matched, keys, columns: columnsOf(fields) })
  })
}
