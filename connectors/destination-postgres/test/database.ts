import { openDestination, type OpenDestination } from '@revetl/testkit'
import { Client } from 'pg'
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
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    let rows: Record<string, unknown>[] = []
    for (const statement of statements) {
      rows = (await client.query<Record<string, unknown>>(statement)).rows
    }
    return rows
  } finally {
    await client.end()
  }
}

/** The same database as another user. */
export function asUser(url: string, user: string, password: string): string {
  const other = new URL(url)
  other.username = user
  other.password = password
  return other.href
}
