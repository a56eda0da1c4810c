import { errorMessage, type HttpRequest } from '@revetl/sdk'
import type { Signature } from '../auth/sign.ts'
import { answerBytesMaxHighest } from '../options.ts'
import { acceptedCodings } from '../exchange/decode-body.ts'
import { WireFailure, type WireRequest } from '../exchange/wire.ts'
import { checkHeaders } from '../request/headers.ts'
import type { Pipeline, Work } from './pipeline.ts'
import { requestError } from './request-error.ts'

type Hooks = Pick<WireRequest, 'onSend' | 'onSent'>

/** A request as it goes on the wire, signed. What the connector sets itself is not replaced. */
export async function wireRequest(
  pipeline: Pipeline,
  { request, prepared, signal }: Work,
  signature: Signature,
  hooks: Hooks,
): Promise<WireRequest> {
  const fresh = await freshHeaders(prepared.title, request)
  const { url, path, method, body, bodyBytes } = prepared
  pipeline.stats.bytesSent += bodyBytes
  return {
    origin: url.origin,
    path: signature.query === '' ? path : joinQuery(path, signature.query),
    method,
    headers: wireHeaders({ ...prepared.headers, ...fresh }, signature.headers),
    body,
    totalMs: request.timeoutMs ?? pipeline.totalMs,
    bodyBytesMax: answerBytesMaxOf(pipeline, request),
    signal,
    onSend: hooks.onSend,
    onSent: hooks.onSent,
  }
}

/** The largest answer of a request, in bytes. */
export function answerBytesMaxOf(
  { responseBytesMax }: Pick<Pipeline, 'responseBytesMax'>,
  { answerBytesMax }: Pick<HttpRequest, 'answerBytesMax'>,
): number {
  return Math.min(answerBytesMax ?? responseBytesMax, answerBytesMaxHighest)
}

/** Headers that the connector makes for each attempt, such as a signature over the time. */
async function freshHeaders(
  title: string,
  request: HttpRequest,
): Promise<Readonly<Record<string, string>>> {
  if (request.freshHeaders === undefined) return {}
  try {
    return checkHeaders(await request.freshHeaders())
  } catch (error) {
    const why = errorMessage(error).replace(/\.$/, '')
    throw new WireFailure('connecting', requestError('REV_HTTP_REQUEST', title, why, 'not-sent'))
  }
}

function joinQuery(path: string, query: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${query}`
}

function wireHeaders(
  own: Readonly<Record<string, string>>,
  signed: Readonly<Record<string, string>>,
): string[] {
  const headers: string[] = []
  if (own['user-agent'] === undefined) headers.push('user-agent', 'revetl')
  if (own['accept'] === undefined) headers.push('accept', '*/*')
  if (own['accept-encoding'] === undefined) headers.push('accept-encoding', acceptedCodings)
  for (const name in signed) if (own[name] === undefined) headers.push(name, signed[name] ?? '')
  for (const name in own) headers.push(name, own[name] ?? '')
  return headers
}
