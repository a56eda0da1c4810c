import { errorMessage } from '@revetl/sdk'
import { errorCodeOf, type ConnectionFault, type ServerKind } from '@revetl/sdk/sql'

/** What tells a Postgres server from others. */
export const postgres: ServerKind = {
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
  // The library itself refuses to answer a password request with nothing.
  const isLogin = ['28P01', '28000'].includes(code) || message.includes('client password must be')
  if (isLogin) return 'login'
  if (code === '3D000') return 'database'
  if (code === '42501') return 'permission'
  return message.includes('SSL connection') ? 'encryption' : undefined
}
