import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { provideDatabase, type DatabaseService } from './database-service.ts'
import { pythonWith } from './python-programs.ts'
import { startThrowAwayServer, type ThrowAwayServer } from './throw-away-server.ts'

/** The environment variable that names a SQL API of Snowflake to use instead of starting an emulator. */
export const snowflakeUrlVariable = 'REV_TEST_SNOWFLAKE_URL'

/** The account of the emulator. */
export const snowflakeAccount = 'rev-test'

// The emulator needs the connector before its rewrite, of which it uses parts that are no more.
const packages = ['fakesnow==0.12.1', 'snowflake-connector-python==4.8.1']
const program = fileURLToPath(new URL('../../python/snowflake-server.py', import.meta.url))

/**
 * Provides Snowflake's SQL API: the one that REV_TEST_SNOWFLAKE_URL names, else an emulator (fakesnow, from PyPI)
 * behind a small server that speaks that API. The password of its URL is an OAuth token, its path the database. What
 * it started ends with this process, at the latest.
 * @throws when no way works; the message says what each one lacked.
 */
export function provideSnowflake(): Promise<DatabaseService> {
  return provideDatabase({
    name: 'Snowflake',
    urlVariable: snowflakeUrlVariable,
    ways: [['pypi', startEmulator]],
    createSql: (database) => `create database ${database}`,
    dropSql: (database) => `drop database ${database}`,
    runStatements: runSnowflake,
  })
}

async function startEmulator(): Promise<ThrowAwayServer | undefined> {
  const python = await pythonWith(packages)
  if (python === undefined) return undefined
  const token = randomBytes(12).toString('hex')
  return startThrowAwayServer({
    name: 'Snowflake',
    users: [],
    readyText: 'ready for connections',
    prepare: ({ port }) =>
      Promise.resolve({
        command: [python, '-B', program, String(port), token],
        url: `http://token:${token}@127.0.0.1:${port}/`,
      }),
  })
}

/** Runs statements in the database that a URL of the service names, each to its end. */
export async function runSnowflake(url: string, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await askSnowflake(url, statement)
}

/** The rows of a statement in the database that a URL of the service names, of its first part, every value as text. */
export async function askSnowflake(
  url: string,
  statement: string,
): Promise<readonly (readonly (string | null)[])[]> {
  const { origin, password, pathname } = new URL(url)
  const database = decodeURIComponent(pathname.slice(1)).toUpperCase()
  const api = `${origin}/api/v2/statements`
  const headers = { authorization: `Bearer ${password}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ statement, ...(database === '' ? {} : { database }) })
  let answer = await fetch(`${api}?requestId=${randomUUID()}`, { method: 'POST', body, headers })
  while (answer.status === 202) {
    const { statementHandle } = (await answer.json()) as { readonly statementHandle: string }
    await wait(200)
    answer = await fetch(`${api}/${statementHandle}`, { headers })
  }
  if (!answer.ok) throw new Error(await answer.text())
  const { data } = (await answer.json()) as { readonly data: readonly (string | null)[][] }
  return data
}
