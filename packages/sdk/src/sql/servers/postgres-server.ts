import type { ErrorCode } from '../../error-codes.ts'
import { errorMessage, RevError } from '../../errors.ts'
import { errorCodeOf } from '../connection-error.ts'
import type { ConnectionFault, ServerKind } from '../server-kind.ts'

/** PostgreSQL, and what speaks its protocol with its codes of errors. */
export const postgresServer: ServerKind = {
  name: 'Postgres',
  protocols: ['postgres', 'postgresql'],
  port: 5432,
  isDatabaseOfUser: true,
  faultOf: connectionFault,
  loginHint: 'Check user and password, and whether pg_hba.conf allows this user from here.',
}

function connectionFault(error: unknown): ConnectionFault {
  const code = errorCodeOf(error)
  const message = errorMessage(error)
  // node-postgres itself refuses to answer a password request with nothing.
  const isLogin = ['28P01', '28000'].includes(code) || message.includes('client password must be')
  if (isLogin) return 'login'
  if (code === '3D000') return 'database'
  if (code === '42501') return 'permission'
  return message.includes('SSL connection') ? 'encryption' : undefined
}

/**
 * A name as an identifier in double quotes. `bytesMax` is what a server other than Postgres allows.
 * @throws `code` for a name that the server cannot have: it would cut a long one and find another
 */
export function quotePostgresName(name: string, code: ErrorCode, bytesMax = 63): string {
  const bytes = Buffer.byteLength(name)
  if (bytes === 0 || bytes > bytesMax || name.includes('\0') || !name.isWellFormed()) {
    throw new RevError(
      code,
      `Failed to name ${JSON.stringify(name)}: expected 1 to ${bytesMax} bytes of text without NUL, got ${bytes}.`,
      { delivery: 'not-applied' },
    )
  }
  return `"${name.replaceAll('"', '""')}"`
}
