import { authError, errorMessage, RevError, type RevErrorOptions } from '../errors.ts'
import type { ServerAddress } from './server-address.ts'
import type { ServerKind } from './server-kind.ts'

/** The code of a server error or of a failed socket; empty where there is none. */
export function errorCodeOf(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error
  return hasCode && typeof error.code === 'string' ? error.code : ''
}

const tlsCodes = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/

/**
 * The error of a connection that was not made.
 * @returns `REV_AUTH_INVALID`, `REV_CONFIG_INVALID`, `REV_AUTH_SCOPE`, `REV_HTTP_TLS` or `REV_NETWORK_UNREACHABLE`
 */
export function connectionError(
  error: unknown,
  address: ServerAddress,
  kind: ServerKind,
): RevError {
  const { host, port, database, user } = address
  const vendorCode = errorCodeOf(error)
  const message = errorMessage(error)
  const say = (why: string): string =>
    `Failed to connect to ${kind.name} at ${host}:${port}: ${why}.`
  const fail = (code: RevError['code'], why: string, options: RevErrorOptions = {}): RevError =>
    new RevError(code, say(why), { cause: error, delivery: 'not-sent', ...options })
  switch (tlsCodes.test(vendorCode) ? 'encryption' : kind.faultOf(error)) {
    case 'login':
      return authError(say(`the user ${user} was refused (${message})`), {
        cause: error,
        hint: kind.loginHint,
      })
    case 'database':
      return fail('REV_CONFIG_INVALID', `there is no database ${database}`)
    case 'permission':
      return fail('REV_AUTH_SCOPE', `${user} may not use it (${message})`)
    case 'encryption':
      return fail('REV_HTTP_TLS', message, {
        hint: 'Set `ssl` to what the server offers, and `sslCa` where it has an authority of its own.',
      })
    default:
      return fail('REV_NETWORK_UNREACHABLE', message || vendorCode, {
        hint: 'Check host and port, and that the server runs and accepts connections from here.',
      })
  }
}
