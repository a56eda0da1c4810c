import { RevError } from '../errors.ts'
import type { HttpRequest, HttpResponse } from '../http-client.ts'

const methods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const requestBytesMax = 64 * 1024 * 1024
// A Response with one of these refuses a body.
const bodiless = new Set([204, 205, 304])

type Send = (request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse>

/**
 * The gateway behind the standard signature. A streamed body is collected first, since only a body that is known
 * whole can be sent again; what the gateway throws is thrown as it is, so its class survives a vendor's library.
 */
export function createFetch(send: Send): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, withDuplex(init))
    if (!methods.includes(request.method)) {
      throw new RevError(
        'REV_HTTP_REQUEST',
        `Failed to fetch: the method ${request.method} is not one of ${methods.join(', ')}.`,
        { delivery: 'not-sent' },
      )
    }
    const body = request.body === null ? undefined : await collect(request.body)
    const answer = await send(
      {
        method: request.method as HttpRequest['method'],
        url: rawUrl(input) ?? request.url,
        headers: Object.fromEntries(request.headers),
        ...(body === undefined ? {} : { body }),
      },
      request.signal,
    )
    return toResponse(answer, request.url)
  }
}

/** The URL as the caller wrote it: parsing would hide what the gateway refuses. */
function rawUrl(input: Request | URL | string): string | undefined {
  return typeof input === 'string' ? input.split('#', 1)[0] : undefined
}

function withDuplex(init: RequestInit | undefined): RequestInit | undefined {
  return init?.body instanceof ReadableStream ? { ...init, duplex: 'half' } : init
}

async function collect(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > requestBytesMax) {
      throw new RevError('REV_HTTP_REQUEST', 'Failed to fetch: the body is larger than 64 MiB.', {
        delivery: 'not-sent',
      })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function toResponse(answer: HttpResponse, url: string): Response {
  const headers = new Headers(answer.headers)
  // The bytes are decoded already.
  headers.delete('content-encoding')
  headers.delete('content-length')
  const body = bodiless.has(answer.status) ? null : (answer.bytes as Uint8Array<ArrayBuffer>)
  const response = new Response(body, { status: answer.status, headers })
  Object.defineProperty(response, 'url', { value: url })
  return response
}
