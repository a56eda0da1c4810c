import {
  openPostgresSession,
  pgOptions,
  postgresServer,
  serverAddress,
  type PostgresSession as Session,
} from '@revetl/sdk/sql'
import { Client } from 'pg'
import type { PostgresConfig } from './config.ts'

// Text must not depend on the settings of the role, the database or the machine. `set local`, so that a pooler that
// shares connections by transaction does not carry them over to others.
const settings = [
  "set local timezone = 'UTC'",
  "set local datestyle = 'ISO, MDY'",
  "set local intervalstyle = 'iso_8601'",
  "set local bytea_output = 'hex'",
  // 3 means the shortest exact digits since Postgres 12, and enough digits before.
  'set local extra_float_digits = 3',
  'set local standard_conforming_strings = on',
  'set local idle_in_transaction_session_timeout = 0',
]

const begins = {
  read: 'begin isolation level repeatable read read only',
  write: 'begin isolation level read committed read write',
} as const

/** A connection inside one transaction: read-only, and of one state of the database, unless it was opened to write. */
export type PostgresSession = Session<Client>

/** Connects and begins the transaction. Aborting cancels what the server is doing. */
export function openSession(
  config: PostgresConfig,
  signal: AbortSignal,
  access: keyof typeof begins = 'read',
): Promise<PostgresSession> {
  const address = serverAddress(config, postgresServer)
  const makeClient = (): Client => new Client(pgOptions(address, config.sslCa))
  const begin = [begins[access], ...settings].join('; ')
  return openPostgresSession({ makeClient, address, kind: postgresServer, begin }, signal)
}
