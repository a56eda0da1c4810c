import { parseJson, RevError, type HttpResponse, type Value } from '@revetl/sdk'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A complete answer. */
export function createResponse(
  title: string,
  status: number,
  headers: Readonly<Record<string, string>>,
  bytes: Uint8Array,
): HttpResponse {
  return new CompleteResponse(title, status, headers, bytes)
}

class CompleteResponse implements HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
  readonly #title: string

  constructor(
    title: string,
    status: number,
    headers: Readonly<Record<string, string>>,
    bytes: Uint8Array,
  ) {
    this.status = status
    this.headers = headers
    this.bytes = bytes
    this.#title = title
  }

  get isOk(): boolean {
    return this.status >= 200 && this.status <= 299
  }

  text(): string {
    try {
      return utf8.decode(this.bytes)
    } catch (cause) {
      throw this.#unreadable('it is not UTF-8', cause)
    }
  }

  json(): Value {
    const text = this.text()
    try {
      return parseJson(text)
    } catch (cause) {
      throw this.#unreadable(text === '' ? 'it is empty, not JSON' : 'it is not JSON', cause)
    }
  }

  // The parser's message quotes the text, which may hold records: it stays in no message and no cause.
  #unreadable(why: string, _cause: unknown): RevError {
    const type = this.headers['content-type']
    return new RevError(
      'REV_HTTP_BODY',
      `Failed to read the answer to ${this.#title} (${this.status}${type === undefined ? '' : `, ${type}`}): ${why}.`,
      { delivery: 'unknown' },
    )
  }
}
