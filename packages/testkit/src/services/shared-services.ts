import { errorMessage } from '@revetl/sdk'
import type { DatabaseService } from './database-service.ts'
import { provideBigquery } from './bigquery.ts'
import { provideClickhouse } from './clickhouse.ts'
import { provideDatabricks } from './databricks.ts'
import { provideMariadb } from './mariadb/mariadb.ts'
import { providePostgres } from './postgres.ts'
import { provideRedshift } from './redshift/redshift.ts'
import { provideSnowflake } from './snowflake.ts'

/** A service, or why there is none. */
export type SharedService = DatabaseService | { readonly missing: string }

/**
 * One Postgres server for all checks of this process, for conformance files: each check makes a database of its own.
 * @returns why there is none, which the report then says; with REV_REQUIRE_SERVICES=1 it throws instead.
 */
export const sharedPostgres: () => Promise<SharedService> = shared(providePostgres)

/** The same for MariaDB. */
export const sharedMariadb: () => Promise<SharedService> = shared(provideMariadb)

/** The same for ClickHouse's engine behind its HTTP interface. */
export const sharedClickhouse: () => Promise<SharedService> = shared(provideClickhouse)

/** The same for an emulator of BigQuery; the password of its URL is the access token, its path the dataset. */
export const sharedBigquery: () => Promise<SharedService> = shared(provideBigquery)

/** The same for a Postgres in the shape of Redshift. */
export const sharedRedshift: () => Promise<SharedService> = shared(provideRedshift)

/** The same for Spark's engine behind Databricks' REST API; the path of its URL is the schema. */
export const sharedDatabricks: () => Promise<SharedService> = shared(provideDatabricks)

/** The same for Snowflake; the password of its URL is an OAuth token, its path the database. */
export const sharedSnowflake: () => Promise<SharedService> = shared(provideSnowflake)

function shared(provide: () => Promise<DatabaseService>): () => Promise<SharedService> {
  let service: Promise<DatabaseService> | undefined
  return async () => {
    service ??= provide()
    try {
      return await service
    } catch (error) {
      if (process.env['REV_REQUIRE_SERVICES'] === '1') throw error
      return { missing: errorMessage(error) }
    }
  }
}
