import { authError, errorMessage, RevError, type RevErrorOptions } from '@revetl/sdk'
import type { ServerAddress } from './server-address.ts'

/** The code of a server error (SQLSTATE) or of a failed socket. */
export function codeOf(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error
  return hasCode && typeof error.code === 'string' ? error.code : ''
}

const tlsCodes = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/

/** The error of a connection that was not made. */
export function connectionError(error: unknown, address: ServerAddress): RevError {
  const { host, port, database, user } = address
  const where = `${host}:${port}`
  const code = codeOf(error)
  const message = errorMessage(error)
  const say = (why: string): string => `Failed to connect to Postgres at ${where}: ${why}.`
  if (isRefusedLogin(code, message)) {
    return authError(say(`the user ${user} was refused (${message})`), {
      cause: error,
      hint: 'Check user and password, and whether pg_hba.conf allows this user from here.',
    })
  }
  const fail = (kind: RevError['code'], why: string, options: RevErrorOptions = {}): RevError =>
    new RevError(kind, say(why), { cause: error, delivery: 'not-sent', ...options })
  if (code === '3D000') return fail('REV_CONFIG_INVALID', `there is no database ${database}`)
  if (code === '42501') return fail('REV_AUTH_SCOPE', `${user} may not use it (${message})`)
  if (tlsCodes.test(code) || message.includes('SSL connection')) {
    return fail('REV_HTTP_TLS', message, {
      hint: 'Set `ssl` to what the server offers, and `sslCa` where it has an authority of its own.',
    })
  }
  return fail('REV_NETWORK_UNREACHABLE', message || code, {
    hint: 'Check host and port, and that the server runs and accepts connections from here.',
  })
}

function isRefusedLogin(code: string, message: string): boolean {
  // The library itself refuses to answer a password request with nothing.
  return code === '28P01' || code === '28000' || message.includes('client password must be')
}
