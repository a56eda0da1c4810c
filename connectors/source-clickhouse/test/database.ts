import { openSource, type OpenSource } from '@revetl/testkit'
import source from '../src/index.ts'

/** The configuration of the source for a database of a test. */
export function configOf(url: string): Record<string, string> {
  const { origin, username, password, pathname } = new URL(url)
  return { url: origin, user: username, password, database: pathname.slice(1) }
}

/** Opens the source on a database of a test. */
export function open(url: string): Promise<OpenSource> {
  return openSource(source, { config: configOf(url), projectPath: import.meta.dirname })
}

/** Runs statements as the administrator. */
export async function run(url: string, ...statements: string[]): Promise<string> {
  const { origin, username, password, pathname } = new URL(url)
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  let text = ''
  for (const body of statements) {
    const target = `${origin}/?database=${pathname.slice(1)}`
    const answer = await fetch(target, { method: 'POST', body, headers: { authorization } })
    text = await answer.text()
    if (!answer.ok) throw new Error(text)
  }
  return text
}

/** A query that runs right now. */
export interface RunningQuery {
  readonly id: string
  readonly database: string
  readonly comment: string
}

/** The queries that run right now in a database. */
export async function running(url: string): Promise<readonly RunningQuery[]> {
  const { origin, pathname } = new URL(url)
  const answer = await fetch(`${origin}/running`)
  const queries = (await answer.json()) as readonly RunningQuery[]
  return queries.filter(({ database }) => database === pathname.slice(1))
}

/** Ends every query in a database, as an administrator would. */
export async function killAll(url: string): Promise<void> {
  const { origin, username, password } = new URL(url)
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  for (const { id } of await running(url)) {
    const target = `${origin}/?param_id=${encodeURIComponent(id)}`
    const body = 'KILL QUERY WHERE query_id = {id:String} ASYNC'
    await fetch(target, { method: 'POST', body, headers: { authorization } })
  }
}
