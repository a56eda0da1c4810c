import type { DatabaseService } from './database-service.ts'
import { bigqueryUrlVariable, provideBigquery } from './bigquery.ts'
import { clickhouseUrlVariable, provideClickhouse } from './clickhouse.ts'
import { databricksUrlVariable, provideDatabricks } from './databricks.ts'
import { mariadbUrlVariable, provideMariadb } from './mariadb/mariadb.ts'
import { postgresUrlVariable, providePostgres } from './postgres.ts'
import { provideRedshift, redshiftUrlVariable } from './redshift/redshift.ts'
import { provideSnowflake, snowflakeUrlVariable } from './snowflake.ts'

type Stop = () => Promise<void>

/**
 * A global setup for vitest: one server of each kind for all test files of a run, handed to them by the environment.
 * Where one cannot be had it is left out, and the tests that need it say so.
 * @returns what stops the servers.
 */
export async function setup(): Promise<Stop> {
  const stops = await Promise.all([
    sharePostgres(),
    share(mariadbUrlVariable, provideMariadb),
    share(clickhouseUrlVariable, provideClickhouse),
    share(bigqueryUrlVariable, provideBigquery),
    share(databricksUrlVariable, provideDatabricks),
    share(snowflakeUrlVariable, provideSnowflake),
  ])
  return async () => {
    await Promise.all(stops.map((stop) => stop()))
  }
}

/** Redshift is a Postgres in its shape: of the same server. */
async function sharePostgres(): Promise<Stop> {
  const stopPostgres = await share(postgresUrlVariable, providePostgres)
  const stopRedshift = await share(redshiftUrlVariable, provideRedshift)
  return async () => {
    await stopRedshift()
    await stopPostgres()
  }
}

async function share(variable: string, provide: () => Promise<DatabaseService>): Promise<Stop> {
  const service = process.env[variable] ? undefined : await provide().catch(() => undefined)
  if (!service) return () => Promise.resolve()
  process.env[variable] = service.url
  return async () => {
    delete process.env[variable]
    await service[Symbol.asyncDispose]()
  }
}
