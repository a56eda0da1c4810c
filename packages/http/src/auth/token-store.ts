import type { IssuedTokens } from './token-request.ts'

/** What a login was about. */
export interface LoginFacts {
  /** Milliseconds since 1970. */
  readonly atMs: number
  /** What the user granted. */
  readonly scopes: readonly string[]
}

/** The tokens of one OAuth 2 grant as they are kept between runs. */
export interface StoredTokens {
  readonly accessToken: string
  /** The latest refresh token; absent for client credentials. */
  readonly refreshToken?: string
  /** When the access token is due for renewal, milliseconds since 1970; absent where the vendor names no lifetime. */
  readonly renewAtMs?: number
  /** Names the configured grant that these tokens come from: another grant does not use them. */
  readonly grant: string
  /** Absent where nobody logged in: the grant stands in the configuration. */
  readonly login?: LoginFacts
}

/** Where tokens live between runs. Durable: `write` resolves when the tokens would survive a crash. */
export interface TokenStore {
  read(id: string): Promise<StoredTokens | undefined>
  write(id: string, tokens: StoredTokens): Promise<void>
  delete(id: string): Promise<void>
  /** Runs `fn` while nobody else, in any process, runs under the same id. */
  withLock<T>(id: string, fn: () => Promise<T>): Promise<T>
}

// A token that ends while its request is under way is refused, so it is renewed a little early.
const earlyMsMax = 30_000

/** What is kept of tokens that were just issued: what they do not bring anew is as it was. */
export function toStoredTokens(
  { accessToken, refreshToken, lifetimeMs }: IssuedTokens,
  keeping: {
    readonly grant: string
    readonly nowMs: number
    readonly refreshToken?: string | undefined
    readonly old?: Pick<StoredTokens, 'login'> | undefined
  },
): StoredTokens {
  const kept = refreshToken ?? keeping.refreshToken
  const { login } = keeping.old ?? {}
  return {
    accessToken,
    grant: keeping.grant,
    ...(kept === undefined ? {} : { refreshToken: kept }),
    ...(lifetimeMs === undefined
      ? {}
      : { renewAtMs: keeping.nowMs + lifetimeMs - Math.min(earlyMsMax, lifetimeMs / 2) }),
    ...(login === undefined ? {} : { login }),
  }
}

/** A token store that forgets everything when the process ends: for tests. */
export function createMemoryTokenStore(): TokenStore {
  const tokens = new Map<string, StoredTokens>()
  const tails = new Map<string, Promise<unknown>>()
  return {
    read: async (id) => tokens.get(id),
    write: async (id, value) => {
      tokens.set(id, value)
    },
    delete: async (id) => {
      tokens.delete(id)
    },
    withLock: (id, fn) => {
      const run = (tails.get(id) ?? Promise.resolve()).then(fn, fn)
      tails.set(id, run)
      return run
    },
  }
}
