import type { DeliveryClass, ErrorCode } from '@revetl/sdk'

/** How far an attempt had come when it failed. */
export type Phase = 'connecting' | 'sending' | 'waiting' | 'receiving'

/** What a failure of the network says about the request. */
export interface FailureVerdict {
  readonly code: ErrorCode
  readonly delivery: DeliveryClass
  /** Why, in words. */
  readonly what: string
  /** Whether another try may succeed. */
  readonly isTransient: boolean
}

type Row = readonly [code: ErrorCode, what: string, isTransient: boolean]

const unreachable = (what: string): Row => ['REV_NETWORK_UNREACHABLE', what, true]
const untrusted = (what: string): Row => ['REV_HTTP_TLS', what, false]

/** Failures before the first byte: the request never left. */
const beforeSend: Readonly<Record<string, Row>> = {
  ENOTFOUND: unreachable('the host name does not exist'),
  ENODATA: unreachable('the host name has no address'),
  EAI_AGAIN: unreachable('the host name could not be resolved'),
  ECONNREFUSED: unreachable('the connection was refused'),
  EHOSTUNREACH: unreachable('there is no route to the host'),
  ENETUNREACH: unreachable('there is no route to the network'),
  EADDRNOTAVAIL: unreachable('there is no local address for this network'),
  ETIMEDOUT: unreachable('no connection was made in time'),
  UND_ERR_CONNECT_TIMEOUT: unreachable('no connection was made in time'),
  ECONNRESET: unreachable('the connection was reset before it was ready'),
  UND_ERR_SOCKET: unreachable('the connection was closed before it was ready'),
  UND_ERR_PRX_TLS: ['REV_HTTP_TLS', 'no trusted connection to the proxy was made', false],
  UND_ERR_PRX_CONN: unreachable('the proxy did not connect'),
  CERT_HAS_EXPIRED: untrusted('the certificate has expired'),
  CERT_NOT_YET_VALID: untrusted('the certificate is not valid yet'),
  CERT_REVOKED: untrusted('the certificate was revoked'),
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted('the certificate is self-signed'),
  SELF_SIGNED_CERT_IN_CHAIN: untrusted('a certificate of the chain is self-signed'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted('the certificate is not signed by a known authority'),
  UNABLE_TO_GET_ISSUER_CERT: untrusted('the certificate is not signed by a known authority'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted(
    'the certificate is not signed by a known authority',
  ),
  ERR_TLS_CERT_ALTNAME_INVALID: untrusted('the certificate is for another host name'),
  EPROTO: untrusted('no common version of TLS was found'),
}

/** Failures after the first byte: nobody knows what became of the request. */
const afterSend: Readonly<Record<string, Row>> = {
  UND_ERR_HEADERS_TIMEOUT: ['REV_HTTP_TIMEOUT', 'no answer came in time', true],
  UND_ERR_BODY_TIMEOUT: ['REV_HTTP_TIMEOUT', 'the answer stopped arriving', true],
  REV_TOTAL_TIMEOUT: ['REV_HTTP_TIMEOUT', 'the whole request took too long', true],
  UND_ERR_HEADERS_OVERFLOW: ['REV_HTTP_BODY', 'the headers of the answer are too large', false],
  UND_ERR_RES_EXCEEDED_MAX_SIZE: ['REV_HTTP_BODY', 'the answer is too large', false],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: [
    'REV_HTTP_BODY',
    'the answer is not as long as it says',
    true,
  ],
}

const lostBefore: Row = ['REV_OUTCOME_UNKNOWN', 'the connection was lost before the answer', true]
const lostDuring: Row = ['REV_HTTP_BODY', 'the answer was cut short', true]
const notHttp: Row = ['REV_HTTP_BODY', 'the answer is not HTTP', false]

/** Classifies a failure by its code and by how far the attempt had come. */
export function failureVerdict(code: string, phase: Phase): FailureVerdict {
  const [revCode, what, isTransient] =
    phase === 'connecting' ? connectRow(code) : sentRow(code, phase)
  const delivery = phase === 'connecting' ? 'not-sent' : 'unknown'
  return { code: revCode, what, isTransient, delivery }
}

function connectRow(code: string): Row {
  if (code === 'REV_TOTAL_TIMEOUT') return unreachable('no connection was made in time')
  if (/^ERR_(?:TLS|SSL)_/.test(code))
    return beforeSend[code] ?? untrusted('the TLS handshake failed')
  if (code.startsWith('UND_ERR_INVALID'))
    return ['REV_HTTP_REQUEST', 'the request is not valid', false]
  return beforeSend[code] ?? ['REV_HTTP_NOT_SENT', 'no connection was made', true]
}

function sentRow(code: string, phase: Phase): Row {
  if (code.startsWith('HPE_')) return notHttp
  return afterSend[code] ?? (phase === 'receiving' ? lostDuring : lostBefore)
}
