import { alteredTable, type TransactionPurpose } from '@revetl/sdk/sql'
import type { ClientBase, QueryResult } from 'pg'
import { askVersion, type Table } from './table.ts'

// Text must not be read or printed differently by the settings of the role or the database. `local`, for poolers.
const textSettings = [
  "set local timezone = 'UTC'",
  "set local datestyle = 'ISO, MDY'",
  "set local intervalstyle = 'iso_8601'",
  'set local standard_conforming_strings = on',
]

// An accepted record is on disk. A constraint that waits for the end of the transaction would no longer name its record.
const settings = [
  ...textSettings,
  "select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'",
  'set constraints all immediate',
]

// A replacement lasts as long as its run; others may read meanwhile, and write again after the commit.
const purposes: Readonly<
  Record<TransactionPurpose, { lock: string; settings: readonly string[] }>
> = {
  batch: { lock: 'row exclusive', settings: [] },
  replacement: {
    lock: 'share row exclusive',
    settings: [
      'set local idle_in_transaction_session_timeout = 0',
      "set local lock_timeout = '30s'",
    ],
  },
}

/** Begins a transaction that holds the table as it is and already has its first savepoint. */
export async function begin(
  client: ClientBase,
  table: Table,
  purpose: TransactionPurpose,
): Promise<void> {
  const { lock, settings: more } = purposes[purpose]
  const statements = [
    'begin',
    ...settings,
    ...more,
    `lock table ${table.sql} in ${lock} mode`,
    askVersion(table),
    'savepoint rev',
  ]
  // Several statements in one text give a list of results, which the types do not know.
  const results = (await client.query(statements.join('; '))) as unknown as readonly QueryResult<{
    readonly version: string | null
  }>[]
  if (results.at(-2)?.rows[0]?.version !== table.version) throw alteredTable(table.sql)
}

/** Begins a transaction that reads, and cannot write. */
export async function beginReading(client: ClientBase): Promise<void> {
  const shortest = 'set local extra_float_digits = 1'
  await client.query(['begin read only', ...textSettings, shortest].join('; '))
}

/** Deletes every row, and keeps that. */
export async function empty(client: ClientBase, { sql }: Table): Promise<void> {
  await client.query(`delete from ${sql}; release savepoint rev; savepoint rev`)
}

/** Keeps what was done since the last savepoint. */
export async function keep(client: ClientBase): Promise<void> {
  await client.query('release savepoint rev; savepoint rev')
}

/** Takes back what was done since the last savepoint. */
export async function takeBack(client: ClientBase): Promise<void> {
  await client.query('rollback to savepoint rev')
}

/** Ends the transaction. @throws where the server did not say that it is committed */
export async function commit(client: ClientBase): Promise<void> {
  const { command } = await client.query('commit')
  // A failed transaction answers COMMIT with ROLLBACK, and no error.
  if (command !== 'COMMIT') throw Object.assign(new Error('rolled back'), { code: '25P02' })
}
