import { RevError, type HttpRequest } from '@revetl/sdk'
import { encodeBody } from '@revetl/sdk/host'
import { checkHeaders } from './headers.ts'
import { requestUrl } from './request-url.ts'

/** A request that is known to be well-formed, ready to be signed and sent any number of times. */
export interface PreparedRequest {
  readonly method: HttpRequest['method']
  readonly url: URL
  /** Path and query as they go on the wire. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string | null
  /** Bytes of the encoded body. */
  readonly bodyBytes: number
  /** Method, host and path for messages; never the query, which may carry values. */
  readonly title: string
}

/**
 * Checks and encodes what a connector asked for.
 * @throws `REV_HTTP_REQUEST` where it is not a valid request.
 */
export function prepareRequest(request: HttpRequest): PreparedRequest {
  const url = requestUrl(request)
  const title = `${request.method} ${url.origin}${url.pathname}`
  try {
    const headers = checkHeaders(request.headers)
    const body = encodeBody(request, headers)
    const bodyBytes = typeof body === 'string' ? Buffer.byteLength(body) : (body?.byteLength ?? 0)
    return {
      method: request.method,
      url,
      path: url.pathname + url.search,
      headers,
      body,
      bodyBytes,
      title,
    }
  } catch (error) {
    // A RangeError: nested too deeply, or without end.
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error
    throw new RevError('REV_HTTP_REQUEST', `Failed to send ${title}: ${error.message}`, {
      delivery: 'not-sent',
    })
  }
}
