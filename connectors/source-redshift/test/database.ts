import { openSource, type OpenSource } from '@revetl/testkit'
import { Client } from 'pg'
import source from '../src/index.ts'

/** Opens the source on a database of a test. */
export function open(url: string): Promise<OpenSource> {
  return openSource(source, { config: { url }, projectPath: import.meta.dirname })
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
