import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { provideDatabase, type DatabaseService } from './database-service.ts'
import { pythonWith } from './python-programs.ts'
import { startThrowAwayServer, type ThrowAwayServer } from './throw-away-server.ts'

/** The environment variable that names the HTTP interface of a ClickHouse server to use instead of starting one. */
export const clickhouseUrlVariable = 'REV_TEST_CLICKHOUSE_URL'

// The engine of ClickHouse 26.9 as a library.
const packages = ['chdb-core==26.9.0']
const program = fileURLToPath(new URL('../../python/clickhouse-server.py', import.meta.url))

/**
 * Provides ClickHouse: the server that REV_TEST_CLICKHOUSE_URL names, else its engine (chDB, from PyPI) behind a small
 * HTTP server that speaks the HTTP interface. What it started ends with this process, at the latest.
 * @throws when no way works; the message says what each one lacked.
 */
export function provideClickhouse(): Promise<DatabaseService> {
  return provideDatabase({
    name: 'ClickHouse',
    urlVariable: clickhouseUrlVariable,
    ways: [['pypi', startEngine]],
    createSql: (database) => `create database ${database}`,
    dropSql: (database) => `drop database if exists ${database}`,
    runStatements,
  })
}

async function startEngine(): Promise<ThrowAwayServer | undefined> {
  const python = await pythonWith(packages)
  if (python === undefined) return undefined
  const password = randomBytes(12).toString('hex')
  return startThrowAwayServer({
    name: 'ClickHouse',
    users: [],
    readyText: 'ready for connections',
    prepare: ({ folder, port }) =>
      Promise.resolve({
        command: [python, '-B', program, String(port), folder, password],
        url: `http://default:${password}@127.0.0.1:${port}/`,
      }),
  })
}

async function runStatements(url: string, statements: readonly string[]): Promise<void> {
  const { origin, username, password } = new URL(url)
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  for (const body of statements) {
    const answer = await fetch(origin, { method: 'POST', body, headers: { authorization } })
    if (!answer.ok) throw new Error(await answer.text())
  }
}
