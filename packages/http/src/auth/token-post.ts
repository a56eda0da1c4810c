import { RevError } from '@revetl/sdk'
import { failureError } from '../attempts/request-error.ts'
import type { EgressRules } from '../egress/policy.ts'
import { acceptedCodings, decodeBody } from '../exchange/decode-body.ts'
import { createResponse } from '@revetl/sdk/host'
import { exchange, WireFailure, type Wire } from '../exchange/wire.ts'
import { prepareRequest } from '../request/prepare-request.ts'
import type { TokenRequest } from './token-request.ts'

const totalMs = 30_000

/** What token requests go through. */
export interface TokenPostParts {
  readonly wire: Wire
  readonly rules: EgressRules
  readonly redact: (text: string) => string
}

/**
 * Posts to a token end point: under the egress policy, outside quotas, and once only, since a second try with a
 * rotated refresh token looks like a theft to the vendor.
 */
export function createTokenPost({ wire, rules, redact }: TokenPostParts): TokenRequest {
  return async (url, form, headers) => {
    const prepared = prepareRequest({ method: 'POST', url, headers, body: form })
    rules.checkUrl(prepared.url)
    const request = {
      origin: prepared.url.origin,
      path: prepared.path,
      method: 'POST',
      headers: Object.entries({
        'content-type': 'application/x-www-form-urlencoded',
        'accept-encoding': acceptedCodings,
        ...prepared.headers,
      }).flat(),
      body: form,
      totalMs,
      signal: new AbortController().signal,
      onSend: () => {},
      bodyBytesMax: wire.rawBytesMax,
      onSent: () => {},
    }
    try {
      const answer = await exchange(wire, request, { sentMs: undefined, answeredMs: undefined })
      if (answer.bodyFailure) throw answer.bodyFailure
      const bytes = await decodeBody(
        answer.raw,
        answer.headers['content-encoding'],
        wire.rawBytesMax,
      )
      return createResponse({ title: prepared.title, redact }, answer.status, answer.headers, bytes)
    } catch (error) {
      if (error instanceof WireFailure) throw failureError(prepared.title, error)
      throw new RevError('REV_HTTP_BODY', `Failed to read the answer to ${prepared.title}.`, {
        delivery: 'unknown',
      })
    }
  }
}
