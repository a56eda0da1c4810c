import { errorMessage } from '@revetl/sdk'
import { providePostgres, type PostgresService } from './postgres.ts'

let shared: Promise<PostgresService> | undefined

/**
 * One Postgres server for all checks of this process, for conformance files: each check makes a database of its own.
 * @returns why there is none, which the report then says; with REV_REQUIRE_SERVICES=1 it throws instead.
 */
export async function sharedPostgres(): Promise<PostgresService | { readonly missing: string }> {
  shared ??= providePostgres()
  try {
    return await shared
  } catch (error) {
    if (process.env['REV_REQUIRE_SERVICES'] === '1') throw error
    return { missing: errorMessage(error) }
  }
}
