import { openSource, type OpenSource } from '@revetl/testkit'
import { queryMariadb as run } from '@revetl/testkit/services'
import source from '../src/index.ts'

/** Opens the source on a database of a test. */
export function open(url: string, options: Record<string, unknown> = {}): Promise<OpenSource> {
  return openSource(source, { config: { url, ...options }, projectPath: import.meta.dirname })
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
