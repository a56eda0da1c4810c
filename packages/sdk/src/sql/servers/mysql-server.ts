import type { ErrorCode } from '../../error-codes.ts'
import { errorMessage, RevError } from '../../errors.ts'
import { errorCodeOf } from '../connection-error.ts'
import type { ConnectionFault, ServerKind } from '../server-kind.ts'

/** MariaDB and MySQL, and what speaks their protocol with their codes of errors. */
export const mysqlServer: ServerKind = {
  name: 'MySQL',
  protocols: ['mysql', 'mariadb'],
  port: 3306,
  isDatabaseOfUser: false,
  faultOf: connectionFault,
  loginHint: 'Check user and password, and whether the account may connect from this host.',
}

// Codes of the server: https://mariadb.com/docs/server/reference/error-codes (read 2026-11-27)
const faultByCode: Readonly<Record<string, ConnectionFault>> = {
  ER_ACCESS_DENIED_ERROR: 'login',
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: 'login',
  ER_HOST_NOT_PRIVILEGED: 'login',
  ER_NOT_SUPPORTED_AUTH_MODE: 'login',
  ER_ACCOUNT_HAS_BEEN_LOCKED: 'login',
  ER_MUST_CHANGE_PASSWORD_LOGIN: 'login',
  ER_BAD_DB_ERROR: 'database',
  ER_DBACCESS_DENIED_ERROR: 'permission',
  HANDSHAKE_NO_SSL_SUPPORT: 'encryption',
  HANDSHAKE_SSL_ERROR: 'encryption',
}

function connectionFault(error: unknown): ConnectionFault {
  const isInsecure = errorMessage(error).includes('require_secure_transport')
  return isInsecure ? 'encryption' : faultByCode[errorCodeOf(error)]
}

/**
 * A name as an identifier in backticks.
 * @throws `code` for a name that MySQL cannot have, so that none is ever cut or changed
 */
export function quoteMysqlName(name: string, code: ErrorCode): string {
  const length = Array.from(name).length
  // Names hold no NUL, nothing beyond U+FFFF, and no space at the end: https://mariadb.com/docs/server/reference/sql-structure/sql-language-structure/identifier-names (read 2026-11-27)
  const isPossible = length > 0 && length <= 64 && !/[\0\ud800-\udfff]| $/.test(name)
  if (!isPossible) {
    throw new RevError(
      code,
      `Failed to name ${JSON.stringify(name)}: expected 1 to 64 characters up to U+FFFF, without NUL and without a space at the end.`,
      { delivery: 'not-applied' },
    )
  }
  return `\`${name.replaceAll('`', '``')}\``
}
