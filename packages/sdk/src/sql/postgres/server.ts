import { errorMessage } from '../../errors.ts'
import { errorCodeOf } from '../connection-error.ts'
import { tlsOptions, type ServerAddress } from '../server-address.ts'
import type { ConnectionFault, ServerKind } from '../server-kind.ts'

/** What tells a Postgres server from others. */
export const postgresServer: ServerKind = {
  name: 'Postgres',
  protocols: ['postgres', 'postgresql'],
  port: 5432,
  isDatabaseOfUser: true,
  faultOf: connectionFault,
  loginHint: 'Check user and password, and whether pg_hba.conf allows this user from here.',
}

const connectTimeoutMs = 10_000

/** The options of `pg`'s Client for an address. Times in milliseconds. */
export function postgresClientOptions(address: ServerAddress, sslCa: string | undefined) {
  const { host, port, database, user, password } = address
  return {
    host,
    port,
    database,
    user,
    // An empty text, since without one the library would look into files and the environment.
    password,
    ssl: tlsOptions(address, sslCa) ?? false,
    application_name: 'rev',
    keepAlive: true,
    connectionTimeoutMillis: connectTimeoutMs,
  }
}

function connectionFault(error: unknown): ConnectionFault {
  const code = errorCodeOf(error)
  const message = errorMessage(error)
  // The library itself refuses to answer a password request with nothing.
  const isLogin = ['28P01', '28000'].includes(code) || message.includes('client password must be')
  if (isLogin) return 'login'
  if (code === '3D000') return 'database'
  if (code === '42501') return 'permission'
  return message.includes('SSL connection') ? 'encryption' : undefined
}
