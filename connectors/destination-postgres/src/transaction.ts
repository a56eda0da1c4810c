import { configError } from '@revetl/sdk'
import type { ClientBase, QueryResult } from 'pg'
import { askVersion, type Table } from './table.ts'

// Text must not be read differently by the settings of the role or the database. An accepted record is on disk. A
// constraint that waits for the end of the transaction would no longer name its record. `local`, for poolers.
const settings = [
  "set local timezone = 'UTC'",
  "set local datestyle = 'ISO, MDY'",
  "set local intervalstyle = 'iso_8601'",
  'set local standard_conforming_strings = on',
  "select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'",
  'set constraints all immediate',
]

/** How a table is held in a transaction. */
export interface TableHold {
  readonly table: Table
  /** `row exclusive`: others may write too · `share row exclusive`: others may only read. */
  readonly lock: 'row exclusive' | 'share row exclusive'
  /** Further settings of the transaction. */
  readonly settings?: readonly string[]
}

/**
 * Begins a transaction that already has its first savepoint. The table cannot be altered in it, and it has not been
 * since it was looked at: with the types of another time values could be cut in silence.
 * @throws `REV_CONFIG_INVALID` where the table was altered
 */
export async function begin(client: ClientBase, hold: TableHold): Promise<void> {
  const { table, lock, settings: more = [] } = hold
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
  if (results.at(-2)?.rows[0]?.version === table.version) return
  throw configError(`Failed to write to ${table.sql}: it was altered meanwhile.`, {
    hint: 'Run again.',
    delivery: 'not-applied',
  })
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
