import { expect, test } from 'vitest'
import { failureError } from '../src/attempts/request-error.ts'
import { isResendable } from '../src/attempts/resendable.ts'
import { failureVerdict, type Phase } from '../src/exchange/failure-verdict.ts'
import { WireFailure } from '../src/exchange/wire.ts'
import { prepareRequest } from '../src/request/prepare-request.ts'
import { call } from './support/gateway.ts'
import type { HttpRequest } from '@revetl/sdk'

test.each([
  ['ENOTFOUND', 'connecting', 'not-sent', 'REV_NETWORK_UNREACHABLE', true],
  ['EAI_AGAIN', 'connecting', 'not-sent', 'REV_NETWORK_UNREACHABLE', true],
  ['ECONNREFUSED', 'connecting', 'not-sent', 'REV_NETWORK_UNREACHABLE', true],
  ['ECONNRESET', 'connecting', 'not-sent', 'REV_NETWORK_UNREACHABLE', true],
  ['UND_ERR_CONNECT_TIMEOUT', 'connecting', 'not-sent', 'REV_NETWORK_UNREACHABLE', true],
  ['REV_TOTAL_TIMEOUT', 'connecting', 'not-sent', 'REV_NETWORK_UNREACHABLE', true],
  ['CERT_HAS_EXPIRED', 'connecting', 'not-sent', 'REV_HTTP_TLS', false],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'connecting', 'not-sent', 'REV_HTTP_TLS', false],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'connecting', 'not-sent', 'REV_HTTP_TLS', false],
  ['UND_ERR_INVALID_ARG', 'connecting', 'not-sent', 'REV_HTTP_REQUEST', false],
  ['', 'connecting', 'not-sent', 'REV_HTTP_NOT_SENT', true],
  ['ECONNRESET', 'sending', 'unknown', 'REV_OUTCOME_UNKNOWN', true],
  ['EPIPE', 'sending', 'unknown', 'REV_OUTCOME_UNKNOWN', true],
  ['ECONNREFUSED', 'waiting', 'unknown', 'REV_OUTCOME_UNKNOWN', true],
  ['UND_ERR_SOCKET', 'waiting', 'unknown', 'REV_OUTCOME_UNKNOWN', true],
  ['UND_ERR_HEADERS_TIMEOUT', 'waiting', 'unknown', 'REV_HTTP_TIMEOUT', true],
  ['REV_TOTAL_TIMEOUT', 'waiting', 'unknown', 'REV_HTTP_TIMEOUT', true],
  ['HPE_INVALID_CONSTANT', 'waiting', 'unknown', 'REV_HTTP_BODY', false],
  ['UND_ERR_HEADERS_OVERFLOW', 'waiting', 'unknown', 'REV_HTTP_BODY', false],
  ['UND_ERR_BODY_TIMEOUT', 'receiving', 'unknown', 'REV_HTTP_TIMEOUT', true],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'receiving', 'unknown', 'REV_HTTP_BODY', false],
  ['ECONNRESET', 'receiving', 'unknown', 'REV_HTTP_BODY', true],
] as const)(
  '%j while %s means %s, as %s, worth another try: %s',
  (code, phase, delivery, revCode, isTransient) => {
    expect(failureVerdict(code, phase)).toMatchObject({ delivery, code: revCode, isTransient })
  },
)

test('no failure after the first byte, whatever its code, is ever called not sent', () => {
  const codes = ['ENOTFOUND', 'ECONNREFUSED', 'CERT_HAS_EXPIRED', 'UND_ERR_INVALID_ARG', '', 'X']
  for (const phase of ['sending', 'waiting', 'receiving'] satisfies Phase[]) {
    for (const code of codes) expect(failureVerdict(code, phase).delivery).toBe('unknown')
  }
})

test('a failure without a code is described without one', () => {
  expect(failureError('GET x', new WireFailure('waiting', new Error('x'))).message).toBe(
    'Failed to send GET x: the connection was lost before the answer.',
  )
  const coded = Object.assign(new Error('x'), { code: 'EPIPE' })
  expect(failureError('GET x', new WireFailure('waiting', coded)).message).toContain('(EPIPE)')
  const several = new AggregateError([coded, new Error('y')])
  expect(new WireFailure('connecting', several).code).toBe('EPIPE')
  expect(new WireFailure('connecting', new AggregateError([])).code).toBe('')
})

test.each([
  [{ method: 'GET' }, {}, true],
  [{ method: 'HEAD' }, {}, true],
  [{ method: 'POST' }, {}, false],
  [{ method: 'POST', isRead: true }, {}, true],
  [{ method: 'POST' }, { resendable: true }, true],
  [{ method: 'GET', resendable: false }, { resendable: true }, false],
  [{ method: 'POST', resendable: true }, {}, true],
  [{ method: 'POST', headers: { 'Idempotency-Key': 'k1' } }, { idempotencyKey: 'k1' }, true],
  [{ method: 'POST', headers: { 'Idempotency-Key': 'k2' } }, { idempotencyKey: 'k1' }, false],
  [{ method: 'POST', headers: { 'x-empty': '' } }, { idempotencyKey: '' }, false],
] as const)('the request %o of a call %o may be sent twice: %s', (part, options, expected) => {
  const request: HttpRequest = { url: 'https://api.example.com/', ...part }
  const work = {
    request,
    prepared: prepareRequest(request),
    call: call({ resendable: false, ...options }),
    signal: new AbortController().signal,
  }
  expect(isResendable(work)).toBe(expected)
})
