import type { HttpResponse } from '@revetl/sdk'
import { createResponse } from '@revetl/sdk/host'

/** An answer as the gateway gives it, for a table of answers: a text as it is, anything else as JSON. */
export function httpAnswer(
  status: number,
  body: unknown = '',
  headers: HttpResponse['headers'] = {},
): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const naming = { title: 'the request of a test', redact: (said: string) => said }
  return createResponse(naming, status, headers, new TextEncoder().encode(text))
}
