import { openSource, type OpenSource } from '@revetl/testkit'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import source from '../src/index.ts'

/** Opens the source on a database of a test. */
export function open(url: string, options: Record<string, unknown> = {}): Promise<OpenSource> {
  return openSource(source, { config: { url, ...options }, projectPath: import.meta.dirname })
}

/** Runs statements, and gives the rows of the last one. */
export async function run(
  url: string,
  ...statements: string[]
): Promise<Record<string, unknown>[]> {
  const connection = await createConnection({ uri: url, dateStrings: true, charset: 'utf8mb4' })
  try {
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

/** Ends every session that rev has on a database, as an administrator would. */
export async function killSessions(url: string): Promise<void> {
  const sessions = await run(url, `${listSessions} and id <> connection_id()`)
  for (const { id } of sessions)
    await run(url, `kill connection ${String(id)}`).catch(() => undefined)
}

/** The sessions of a database. */
export const listSessions =
  'select id, info, command from information_schema.processlist where db = database()'
