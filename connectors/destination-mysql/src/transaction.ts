import { configError } from '@revetl/sdk'
import { alteredTable, type TransactionPurpose } from '@revetl/sdk/sql'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import type { Table } from './table.ts'
import { askVersion } from './tables.ts'

interface Version extends RowDataPacket {
  readonly version: string | null
}

/** Begins a transaction that holds the table as it is. */
export async function begin(
  connection: Connection,
  table: Table,
  purpose: TransactionPurpose,
): Promise<void> {
  requireTransactions(table)
  // A run that replaces a table may be slow, and its connection idle meanwhile.
  if (purpose === 'replacement') await connection.query('set session wait_timeout = 86400')
  await connection.query('start transaction')
  const [[found]] = await connection.query<Version[]>(askVersion(table))
  if (found?.version !== table.version) throw alteredTable(table.sql)
}

/** Without them a statement that fails in the middle stays done up to there, and nobody knows how far. */
function requireTransactions({ sql, hasTransactions }: Table): void {
  if (hasTransactions) return
  throw configError(`Failed to write to ${sql}: its storage engine has no transactions.`, {
    hint: `alter table ${sql} engine = InnoDB;`,
    delivery: 'not-applied',
  })
}

/** Deletes every row. */
export async function empty(connection: Connection, { sql }: Table): Promise<void> {
  await connection.query(`delete from ${sql}`)
}

/** Ends the transaction. */
export async function commit(connection: Connection): Promise<void> {
  await connection.query('commit')
}
