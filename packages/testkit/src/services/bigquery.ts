import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { provideDatabase, type DatabaseService } from './database-service.ts'
import { pythonWith } from './python-programs.ts'
import { startThrowAwayServer, type ThrowAwayServer } from './throw-away-server.ts'

/** The environment variable that names an emulator of BigQuery to use instead of starting one. */
export const bigqueryUrlVariable = 'REV_TEST_BIGQUERY_URL'

/** The project that datasets of tests are made in. */
export const bigqueryProject = 'rev-test'

const packages = [
  'crucible-emulator[server]==0.1.0a2',
  'google-cloud-bigquery-storage==2.43.0',
  'grpcio==1.85.3',
  'pyarrow==26.0.1',
]
const program = fileURLToPath(new URL('../../python/bigquery-server.py', import.meta.url))

/**
 * Provides an emulator of BigQuery: the one that REV_TEST_BIGQUERY_URL names, else Crucible (from PyPI) with what it
 * lacks and the connector needs. Its databases are datasets. What it started ends with this process, at the latest.
 * @throws when no way works; the message says what each one lacked.
 */
export function provideBigquery(): Promise<DatabaseService> {
  return provideDatabase({
    name: 'BigQuery',
    urlVariable: bigqueryUrlVariable,
    ways: [['pypi', startEmulator]],
    // Requests and no statements: the emulator drops no schema.
    createSql: (dataset) => `POST ${dataset}`,
    dropSql: (dataset) => `DELETE ${dataset}`,
    runStatements: sendRequests,
  })
}

async function startEmulator(): Promise<ThrowAwayServer | undefined> {
  const python = await pythonWith(packages)
  if (python === undefined) return undefined
  const token = randomBytes(12).toString('hex')
  return startThrowAwayServer({
    name: 'BigQuery',
    users: [],
    readyText: 'Application startup complete',
    prepare: ({ port }) =>
      Promise.resolve({
        command: [python, '-B', program, String(port), token],
        url: `http://token:${token}@127.0.0.1:${port}/`,
      }),
  })
}

async function sendRequests(url: string, requests: readonly string[]): Promise<void> {
  const { origin, password } = new URL(url)
  const datasets = `${origin}/bigquery/v2/projects/${bigqueryProject}/datasets`
  const headers = {
    authorization: `Bearer ${password}`,
    'content-type': 'application/json',
    // One that was used before may be at its end.
    connection: 'close',
  }
  for (const request of requests) {
    const [method = '', datasetId = ''] = request.split(' ')
    const datasetReference = { projectId: bigqueryProject, datasetId }
    const answer =
      method === 'POST'
        ? await fetch(datasets, { method, headers, body: JSON.stringify({ datasetReference }) })
        : await fetch(`${datasets}/${datasetId}?deleteContents=true`, { method, headers })
    if (!answer.ok) throw new Error(await answer.text())
  }
}
