import { RevError } from '../errors.ts'
import type { HttpResponse } from '../http-client.ts'
import { parseJson, type Value } from '../values.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** What an answer's own errors are made of. */
export interface ResponseNaming {
  /** Method, host and path of the request. */
  readonly title: string
  readonly redact: (text: string) => string
}

/** A complete answer. */
export function createResponse(
  naming: ResponseNaming,
  status: number,
  headers: Readonly<Record<string, string>>,
  bytes: Uint8Array,
): HttpResponse {
  return new CompleteResponse(naming, status, headers, bytes)
}

class CompleteResponse implements HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
  readonly #naming: ResponseNaming

  constructor(
    naming: ResponseNaming,
    status: number,
    headers: Readonly<Record<string, string>>,
    bytes: Uint8Array,
  ) {
    this.status = status
    this.headers = headers
    this.bytes = bytes
    this.#naming = naming
  }

  get isOk(): boolean {
    return this.status >= 200 && this.status <= 299
  }

  text(): string {
    try {
      return utf8.decode(this.bytes)
    } catch {
      throw this.#unreadable('it is not UTF-8')
    }
  }

  json(): Value {
    const text = this.text()
    try {
      return parseJson(text)
    } catch {
      throw this.#unreadable(text === '' ? 'it is empty, not JSON' : 'it is not JSON')
    }
  }

  // The parser's message quotes the text, which may hold records: it becomes no message and no cause.
  #unreadable(why: string): RevError {
    const { title, redact } = this.#naming
    const type = this.headers['content-type']
    const what = type === undefined ? String(this.status) : `${this.status}, ${type}`
    const message = redact(`Failed to read the answer to ${title} (${what}): ${why}.`)
    return new RevError('REV_HTTP_BODY', message, { delivery: 'unknown' })
  }
}
