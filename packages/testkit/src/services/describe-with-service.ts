import { afterAll, describe, test } from 'vitest'
import type { DatabaseService } from './database-service.ts'
import { provideBigquery } from './bigquery.ts'
import { provideClickhouse } from './clickhouse.ts'
import { provideDatabricks } from './databricks.ts'
import { provideMariadb } from './mariadb/mariadb.ts'
import { providePostgres } from './postgres.ts'
import { provideRedshift } from './redshift/redshift.ts'
import { provideSnowflake } from './snowflake.ts'

type Define = (service: DatabaseService) => void

/**
 * A `describe` whose tests need a Postgres server: `await describeWithPostgres('…', (postgres) => { … })`. Where
 * none can be had, one skipped test says why in its place; with REV_REQUIRE_SERVICES=1 it fails instead.
 */
export async function describeWithPostgres(name: string, define: Define): Promise<void> {
  await describeWith(name, providePostgres, define)
}

/** The same for a MariaDB server. */
export async function describeWithMariadb(name: string, define: Define): Promise<void> {
  await describeWith(name, provideMariadb, define)
}

/** The same for ClickHouse's engine. */
export async function describeWithClickhouse(name: string, define: Define): Promise<void> {
  await describeWith(name, provideClickhouse, define)
}

/** The same for an emulator of BigQuery. */
export async function describeWithBigquery(name: string, define: Define): Promise<void> {
  await describeWith(name, provideBigquery, define)
}

/** The same for a Postgres in the shape of Redshift. */
export async function describeWithRedshift(name: string, define: Define): Promise<void> {
  await describeWith(name, provideRedshift, define)
}

/** The same for Spark's engine behind Databricks' REST API. */
export async function describeWithDatabricks(name: string, define: Define): Promise<void> {
  await describeWith(name, provideDatabricks, define)
}

/** The same for an emulator of Snowflake behind its SQL API. */
export async function describeWithSnowflake(name: string, define: Define): Promise<void> {
  await describeWith(name, provideSnowflake, define)
}

async function describeWith(
  name: string,
  provide: () => Promise<DatabaseService>,
  define: Define,
): Promise<void> {
  const found = await provide().catch((error: unknown) => ({ error }))
  // oxlint-disable-next-line vitest/valid-title -- the caller's title
  describe(name, () => {
    if ('error' in found) {
      declareMissing(found.error)
      return
    }
    // Registered first, so that it runs last: hooks of the tests may still need the server.
    afterAll(() => found[Symbol.asyncDispose]())
    define(found)
  })
}

function declareMissing(error: unknown): void {
  // oxlint-disable-next-line vitest/expect-expect -- it fails by throwing, or is skipped
  test('has its server', (context) => {
    if (process.env['REV_REQUIRE_SERVICES'] === '1') throw error
    context.skip(error instanceof Error ? error.message : String(error))
  })
}
