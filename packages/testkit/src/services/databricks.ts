import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { provideDatabase, type DatabaseService } from './database-service.ts'
import { pythonWith } from './python-programs.ts'
import { startThrowAwayServer, type ThrowAwayServer } from './throw-away-server.ts'

/** The environment variable that names a server of Databricks' REST API to use instead of starting one. */
export const databricksUrlVariable = 'REV_TEST_DATABRICKS_URL'

/** The service principal and the warehouse of the server that is started. */
export const databricksAccount = {
  warehouseId: 'test-warehouse',
  clientId: 'test-principal',
  clientSecret: 'test-principal-secret-0123456789',
} as const

/** The token of a user who may read and not write, from that of a URL; on a server that was started. */
export function databricksReaderToken(token: string): string {
  return `reader-${token}`
}

// Apache Spark, whose SQL Databricks speaks. Its thrift server was measured as well: docs/decisions.
const packages = ['pyspark==3.5.7']
const program = fileURLToPath(new URL('../../python/databricks-server.py', import.meta.url))
const startTimeoutMs = 180_000

const run = promisify(execFile)

/**
 * Provides Databricks SQL: the server that REV_TEST_DATABRICKS_URL names, else Spark's engine (from PyPI, on the Java
 * of this machine) behind a small server that speaks the Statement Execution API. Its databases are schemas; the
 * password of its URL is the token. What it started ends with this process, at the latest.
 * @throws when no way works; the message says what each one lacked.
 */
export function provideDatabricks(): Promise<DatabaseService> {
  return provideDatabase({
    name: 'Databricks',
    urlVariable: databricksUrlVariable,
    ways: [['pypi', startEngine]],
    createSql: (schema) => `create schema ${schema}`,
    dropSql: (schema) => `drop schema if exists ${schema} cascade`,
    runStatements: runDatabricksStatements,
  })
}

async function startEngine(): Promise<ThrowAwayServer | undefined> {
  // It throws where there is no Java, and says so.
  await run('java', ['-version'])
  const python = await pythonWith(packages)
  if (python === undefined) return undefined
  const token = randomBytes(12).toString('hex')
  const { clientId, clientSecret } = databricksAccount
  return startThrowAwayServer({
    name: 'Databricks',
    users: [],
    readyText: 'ready for connections',
    startTimeoutMs,
    prepare: ({ folder, port }) =>
      Promise.resolve({
        command: [python, '-B', program, String(port), folder, token, clientId, clientSecret],
        url: `http://token:${token}@127.0.0.1:${port}/`,
      }),
  })
}

/** Runs statements in the schema of a URL, one after the other. */
export async function runDatabricksStatements(
  url: string,
  statements: readonly string[],
): Promise<void> {
  for (const statement of statements) {
    await queryDatabricks(url, statement)
  }
}

/** The rows of a small result, every value as text. */
export async function queryDatabricks(
  url: string,
  statement: string,
): Promise<readonly (readonly (string | null)[])[]> {
  const { origin, password, pathname } = new URL(url)
  const schema = pathname.slice(1)
  const answer = await fetch(`${origin}/api/2.0/sql/statements`, {
    method: 'POST',
    body: JSON.stringify({
      statement,
      warehouse_id: databricksAccount.warehouseId,
      wait_timeout: '50s',
      ...(schema === '' ? {} : { schema }),
    }),
    headers: { authorization: `Bearer ${password}`, 'content-type': 'application/json' },
  })
  const { status, result } = (await answer.json()) as {
    readonly status?: { readonly state: string; readonly error?: unknown }
    readonly result?: { readonly data_array?: readonly (readonly (string | null)[])[] }
  }
  if (status?.state !== 'SUCCEEDED') throw new Error(JSON.stringify(status))
  return result?.data_array ?? []
}
