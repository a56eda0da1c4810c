import type { ClientBase } from 'pg'

// Text must not be read differently by the settings of the role or the database. An accepted record is on disk. A
// constraint that waits for the end of the transaction would no longer name its record. `local`, for poolers.
const settings = [
  "set local timezone = 'UTC'",
  "set local datestyle = 'ISO, MDY'",
  "set local intervalstyle = 'iso_8601'",
  'set local standard_conforming_strings = on',
  "select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'",
  'set constraints all immediate',
].join('; ')

/** Begins a transaction that already has its first savepoint. */
export async function begin(client: ClientBase, ...statements: readonly string[]): Promise<void> {
  await client.query(['begin', settings, ...statements, 'savepoint rev'].join('; '))
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
