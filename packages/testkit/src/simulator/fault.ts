/** Whether the vendor has applied the request when the fault strikes. */
export type When = 'before' | 'after'

/** Something that goes wrong with one request. */
export type Fault =
  /** The connection is reset; `headers`: as soon as the headers have come, the body unread. */
  | { readonly kind: 'reset'; readonly when: When | 'headers' }
  /** No answer ever comes. */
  | { readonly kind: 'hang'; readonly when: When }
  /** The answer comes late. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** A gateway in front of the vendor answers; an HTML page unless there is a body. */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly when: When
      readonly body?: string
      readonly contentType?: string
    }
  /** The vendor's own answer to too many requests; `retryAfter` goes into the header as it is. */
  | { readonly kind: 'throttle'; readonly retryAfter?: string }
  | {
      readonly kind: 'redirect'
      readonly location: string
      readonly status?: 301 | 302 | 303 | 307 | 308
    }
  /** The vendor's own answer to a token that is no longer good. */
  | { readonly kind: 'unauthorized' }
  /** The vendor's own answer where a permission is missing. */
  | { readonly kind: 'forbidden' }
  /** Refused with `status` where the body is larger. */
  | { readonly kind: 'too-large'; readonly bytesMax: number; readonly status?: 413 | 414 | 431 }
  /** The body is replaced: HTML, `null`, nothing at all, bytes that are no text. Applied unless `when` says before. */
  | {
      readonly kind: 'body'
      readonly text: string | Uint8Array
      readonly contentType?: string
      readonly when?: When
    }
  /** Applied; a good answer carries another status. */
  | { readonly kind: 'relabel'; readonly status: number }
  /** Applied; the answer carries further headers. */
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> }
  /** Applied; half of the JSON arrives in a well-formed answer. */
  | { readonly kind: 'truncate' }
  /** Applied; the connection ends in the middle of the body. */
  | { readonly kind: 'cut' }
  /** Applied; the body trickles. */
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  /** Applied; the body grows to so many bytes when it is decoded. */
  | { readonly kind: 'bomb'; readonly bytes: number }
  /** Applied; the body is said to be encoded so many times over. */
  | { readonly kind: 'encodings'; readonly count: number }
  /** Applied and answered, then the idle connection is closed without a word. */
  | { readonly kind: 'close-idle' }
  /** Applied; the list of results is not what it should be. */
  | { readonly kind: 'results'; readonly how: ResultsFault }
  /** The network delivers the request twice. */
  | { readonly kind: 'duplicate' }

/** What is wrong with a list of results, or with the number beside it. */
export type ResultsFault =
  | 'none'
  | 'missing'
  | 'extra'
  | 'repeated'
  | 'shuffled'
  | 'contradicted'
  | 'miscounted'
