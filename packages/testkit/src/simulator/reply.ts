/** What a handler answers. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is, where `json` is absent. */
  readonly text?: string
}

/** An answer on its way to the socket. */
export interface WireReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** A JSON answer. */
export function reply(status: number, json?: unknown, headers?: Reply['headers']): Reply {
  return { status, ...(json === undefined ? {} : { json }), ...(headers ? { headers } : {}) }
}

/** The bytes and headers of an answer. */
export function toWireReply({ status, headers = {}, json, text = '' }: Reply): WireReply {
  if (json === undefined) return { status, headers, body: text }
  return {
    status,
    headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
    body: JSON.stringify(json),
  }
}
