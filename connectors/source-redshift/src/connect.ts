import { configError, type Context, type RevError, type RunInfo } from '@revetl/sdk'
import {
  errorCodeOf,
  openPostgresSession,
  pgOptions,
  serverAddress,
  type PostgresSession,
  type ServerAddress,
} from '@revetl/sdk/sql'
import { Client } from 'pg'
import type { RedshiftConfig } from './config.ts'
import { redshift } from './redshift.ts'

/** A connection inside one transaction of one state of the database: read-only, unless it was opened to write. */
export type RedshiftSession = PostgresSession<Client>

// The first SELECT of a transaction takes its snapshot, whatever the level is called: https://docs.aws.amazon.com/redshift/latest/dg/r_BEGIN.html (read 2026-11-27)
const begins = {
  read: 'begin isolation level serializable read only',
  write: 'begin isolation level serializable read write',
} as const

const settings = [
  // Text must not depend on what the user or the cluster have set.
  "set timezone to 'UTC'",
  "set datestyle to 'ISO, MDY'",
  // The most that there is: 17 digits of a number of eight bytes, which are exact.
  'set extra_float_digits to 2',
]

/**
 * Connects and begins the transaction, under the label of a run. Aborting cancels what the server is doing.
 * @throws `REV_CONFIG_INVALID` where the server is no Redshift, and as `openPostgresSession`
 */
export async function openSession(
  { config, signal }: Pick<Context<RedshiftConfig>, 'config' | 'signal'>,
  run?: RunInfo,
  access: keyof typeof begins = 'read',
): Promise<RedshiftSession> {
  const address = serverAddress(config, redshift)
  const makeClient = (): Client => new Client(pgOptions(address, config.sslCa))
  const label = `set query_group to '${queryLabel(run)}'`
  const begin = [label, begins[access], ...settings].join('; ')
  try {
    const request = { makeClient, address, kind: redshift, begin }
    return await openPostgresSession(request, signal)
  } catch (error) {
    throw isOtherServer(error) ? otherServer(address, error) : error
  }
}

// A Postgres has no setting query_group.
function isOtherServer(error: unknown): boolean {
  return error instanceof Error && errorCodeOf(error.cause) === '42704'
}

function otherServer({ host, port }: ServerAddress, cause: unknown): RevError {
  return configError(`Failed to connect to Redshift at ${host}:${port}: it is no Redshift.`, {
    cause,
    hint: 'Use the connector `postgres` for a Postgres, or check host and port.',
  })
}

const labelCharsMax = 320

/**
 * The label of the queries of a run. SYS_QUERY_HISTORY keeps 320 characters of it and STL_QUERY 30, so the run comes
 * first.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_query_group.html (read 2026-11-27)
 */
export function queryLabel(run: RunInfo | undefined): string {
  if (!run) return 'rev'
  return `rev ${run.id} ${run.sync}`.replace(/[^\w.: -]/g, '_').slice(0, labelCharsMax)
}
