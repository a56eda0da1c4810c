import { provideDatabase, type DatabaseService } from '../database-service.ts'
import type { ThrowAwayServer } from '../throw-away-server.ts'
import { findMariadbBinaries } from './mariadb-binaries.ts'
import { startMariadbContainer } from './mariadb-container.ts'
import { startMariadbServer } from './mariadb-server.ts'

/** The environment variable that names a MariaDB or MySQL server to use instead of starting one. */
export const mariadbUrlVariable = 'REV_TEST_MARIADB_URL'

/**
 * Provides a real MariaDB server: the one that REV_TEST_MARIADB_URL names (it may be MySQL), else a container, else
 * the installation of this machine. What it started ends with this process, at the latest. Its databases are made
 * with the package mysql2.
 * @throws when no way works; the message says what each one lacked.
 */
export function provideMariadb(): Promise<DatabaseService> {
  return provideDatabase({
    name: 'MariaDB',
    urlVariable: mariadbUrlVariable,
    ways: [
      ['docker', startMariadbContainer],
      ['binaries', startInstalled],
    ],
    createSql: (database) => `create database ${database} character set utf8mb4`,
    dropSql: (database) => `drop database if exists ${database}`,
    runStatements,
  })
}

async function startInstalled(): Promise<ThrowAwayServer | undefined> {
  const binaries = await findMariadbBinaries()
  return binaries && startMariadbServer(binaries)
}

async function runStatements(url: string, statements: readonly string[]): Promise<void> {
  const { createConnection } = await import('mysql2/promise')
  const connection = await createConnection(url)
  try {
    for (const statement of statements) await connection.query(statement)
  } finally {
    await connection.end()
  }
}
