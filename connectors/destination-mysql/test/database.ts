import { openDestination, type OpenDestination } from '@revetl/testkit'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import destination from '../src/index.ts'

/** Opens the destination on a database of a test. */
export function open(url: string, options: Record<string, unknown> = {}): Promise<OpenDestination> {
  return openDestination(destination, { config: { url, ...options } })
}

/** Runs statements, and gives the rows of the last one. */
export async function run(
  url: string,
  ...statements: string[]
): Promise<Record<string, unknown>[]> {
  const connection = await createConnection({
    uri: url,
    dateStrings: true,
    charset: 'utf8mb4',
    timezone: 'Z',
  })
  try {
    await connection.query("set time_zone = '+00:00'")
    let rows: Record<string, unknown>[] = []
    for (const statement of statements) {
      const [answer] = await connection.query<RowDataPacket[]>(statement)
      rows = Array.isArray(answer) ? answer : []
    }
    return rows
  } finally {
    await connection.end()
  }
}

/** The same database as another user. */
export function asUser(url: string, user: string, password: string): string {
  const other = new URL(url)
  other.username = user
  other.password = password
  return other.href
}

/** The sessions of a database but this one. */
export const listSessions =
  'select id, info, state from information_schema.processlist where db = database() and id <> connection_id()'

/** Ends every other session of a database, as an administrator would. */
export async function killSessions(url: string): Promise<void> {
  for (const { id } of await run(url, listSessions)) {
    await run(url, `kill connection ${String(id)}`).catch(() => undefined)
  }
}
