/** The tokens of one OAuth 2 grant as they are kept between runs. */
export interface StoredTokens {
  readonly accessToken: string
  /** The latest refresh token; absent for client credentials. */
  readonly refreshToken?: string
  /** When the access token is due for renewal, milliseconds since 1970; absent where the vendor names no lifetime. */
  readonly renewAtMs?: number
  /** Names the configured grant that these tokens come from: another grant does not use them. */
  readonly grant: string
}

/** Where tokens live between runs. Durable: `write` resolves when the tokens would survive a crash. */
export interface TokenStore {
  read(id: string): Promise<StoredTokens | undefined>
  write(id: string, tokens: StoredTokens): Promise<void>
  /** Runs `fn` while nobody else, in any process, runs under the same id. */
  withLock<T>(id: string, fn: () => Promise<T>): Promise<T>
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
    withLock: (id, fn) => {
      const run = (tails.get(id) ?? Promise.resolve()).then(fn, fn)
      tails.set(id, run)
      return run
    },
  }
}
