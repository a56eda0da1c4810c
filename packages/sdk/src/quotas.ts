/** Which requests a quota counts. Absent: all of the connection's. */
export interface RequestMatch {
  readonly methods?: readonly string[]
  /** Path prefixes, for example `/crm/v3/objects`. */
  readonly paths?: readonly string[]
}

/** At most `max` units in any sliding window of `perMs` milliseconds. */
export interface WindowQuota {
  readonly kind: 'window'
  /** The account that the vendor counts; every sync that names the same id shares one limiter. */
  readonly id: string
  readonly unit: 'requests' | 'bytes' | 'cost' | 'records'
  readonly max: number
  readonly perMs: number
  readonly appliesTo?: RequestMatch
  /** `key`: one window for each `quotaKey` of a request, for example a channel. */
  readonly each?: 'key'
}

/** At most `max` requests under way. */
export interface ConcurrencyQuota {
  readonly kind: 'concurrency'
  readonly id: string
  readonly max: number
  readonly appliesTo?: RequestMatch
}

/** A limit that the vendor tells in the headers of its answers. */
export interface HeaderQuota {
  readonly kind: 'headers'
  readonly id: string
  /** Names in lower case. `draft` stands for RateLimit and RateLimit-Policy of the IETF draft. */
  readonly headers:
    | 'draft'
    | {
        readonly limit?: string
        readonly remaining: string
        readonly reset?: string
        /** What the reset header counts; never guessed. */
        readonly resetUnit?: 'epoch-s' | 'epoch-ms' | 'delta-s' | 'delta-ms'
      }
    | {
        /** A header that tells what is spent of what is allowed, as `18/5000` or among others as `name=18/5000`. */
        readonly usage: string
        /** Which of several pairs counts. */
        readonly usageName?: string
      }
  /** The window, in milliseconds, where no reset header exists; for `usage` when to ask again once nothing is left. */
  readonly perMs?: number
  readonly appliesTo?: RequestMatch
}

/** A limit that a vendor sets on an account. Plain data, so that it can be printed and sent to another process. */
export type Quota = WindowQuota | ConcurrencyQuota | HeaderQuota

type WindowAmount =
  | { readonly requests: number }
  | { readonly bytes: number }
  | { readonly cost: number }
  | { readonly records: number }

/** A sliding window: `quota({ id, requests: 190, perMs: 10_000 })`. */
export function quota(
  options: WindowAmount & Pick<WindowQuota, 'id' | 'perMs' | 'appliesTo' | 'each'>,
): WindowQuota {
  const { id, perMs, appliesTo, each } = options
  const [unit, max] =
    'requests' in options
      ? (['requests', options.requests] as const)
      : 'bytes' in options
        ? (['bytes', options.bytes] as const)
        : 'cost' in options
          ? (['cost', options.cost] as const)
          : (['records', options.records] as const)
  return {
    kind: 'window',
    id,
    unit,
    max,
    perMs,
    ...(appliesTo === undefined ? {} : { appliesTo }),
    ...(each === undefined ? {} : { each }),
  }
}

/** A bound on requests under way. */
export function concurrency(options: Omit<ConcurrencyQuota, 'kind'>): ConcurrencyQuota {
  return { kind: 'concurrency', ...options }
}

/** A limit that is learned from the headers of answers. */
export function fromHeaders(options: Omit<HeaderQuota, 'kind'>): HeaderQuota {
  return { kind: 'headers', ...options }
}
