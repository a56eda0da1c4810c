import { errorMessage } from '@revetl/sdk'
import { errorCodeOf, type ConnectionFault, type ServerKind } from '@revetl/sdk/sql'

/** What tells a MariaDB or MySQL server from others. */
export const mysql: ServerKind = {
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
