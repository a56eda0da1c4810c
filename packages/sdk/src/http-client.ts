import type { Value } from './values.ts'

/** A request through the gateway. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** An absolute http(s) URL; its host must be among the declared ones. */
  readonly url: string
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  /** Asked right before each attempt for headers that must be new every time, such as a signature over the time. */
  readonly freshHeaders?: () =>
    | Readonly<Record<string, string>>
    | Promise<Readonly<Record<string, string>>>
  /** A value that is sent as JSON, exact numbers included. Excludes `body`. */
  readonly json?: unknown
  /** Ready text or bytes; set `content-type` yourself. */
  readonly body?: string | Uint8Array
  /** Whole-request limit in milliseconds; the gateway's own is 120,000. */
  readonly timeoutMs?: number
  /**
   * The longest that this request waits for quotas and for what the vendor asks to wait, in milliseconds, where less
   * than the run's patience is right: what it says may be out of date soon. Beyond it, it is thrown as `throttled`.
   */
  readonly patienceMs?: number
  /**
   * The largest answer in bytes, after decoding, where a vendor's pages are larger than the gateway's own 8 MiB; at
   * most 40 MiB, whatever is asked for. A larger answer is thrown as `REV_HTTP_BODY`.
   */
  readonly answerBytesMax?: number
  /** Whether the same request may be sent twice; default: what the operation's `resend` says, and true for GET and HEAD. */
  readonly resendable?: boolean
  /**
   * A request that only reads although its method says otherwise, such as a search by POST: allowed during `check`
   * and `discover`, and sent again like a GET.
   */
  readonly isRead?: boolean
  /** Units of `cost` quotas that this request spends; default 1. */
  readonly cost?: number
  /** Units of `records` quotas that this request spends; default the changes of the batch. */
  readonly records?: number
  /** The key of per-key quotas, for example a channel id. */
  readonly quotaKey?: string
  /** Left out of authentication, for example a token end point. */
  readonly anonymous?: boolean
  /**
   * Sent even where the call was stopped, and given up five seconds after that: it stops at the vendor what the call
   * has begun, such as a query.
   */
  readonly afterStop?: boolean
}

/** A complete answer: its body has arrived whole and within the cap. */
export interface HttpResponse {
  readonly status: number
  /** Whether the status is 200 to 299. */
  readonly isOk: boolean
  /** Names in lower case; repeated headers are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
  /** The body as UTF-8. @throws `REV_HTTP_BODY` where it is not UTF-8. */
  text(): string
  /** The body as exact JSON. @throws `REV_HTTP_BODY`, class unknown, where it is not JSON. */
  json(): Value
}

type Shorthand = (
  url: string,
  options?: Omit<HttpRequest, 'method' | 'url'>,
) => Promise<HttpResponse>

/**
 * The gateway as a connector sees it. It adds credentials, waits for quotas, retries what was certainly not
 * applied, honours Retry-After, caps time and size, and follows no redirect.
 *
 * It returns every answer that says something about the records (2xx, 4xx) and throws a `RevError` with a
 * `delivery` class for what does not: not sent, throttled beyond patience, credentials refused, too large, unknown.
 */
export interface HttpClient {
  request(request: HttpRequest): Promise<HttpResponse>
  readonly get: Shorthand
  readonly post: Shorthand
  readonly put: Shorthand
  readonly patch: Shorthand
  readonly delete: Shorthand
}
