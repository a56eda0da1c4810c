import { isRevError, RevError, type Clock } from '@revetl/sdk'
import type { Credentials } from './credentials.ts'
import { bearerSignature, type Signature } from './sign.ts'
import type { TokenGrant } from './token-grant.ts'
import type { TokenRequest } from './token-request.ts'
import { toStoredTokens, type StoredTokens, type TokenStore } from './token-store.ts'

/** What OAuth 2 needs besides the grant. */
export interface OAuthParts {
  readonly connection: string
  readonly store: TokenStore
  readonly clock: Clock
  /** Sends a form to the token end point: once, never again by itself. */
  readonly post: TokenRequest
  /** Told of every token, so that none is ever shown. */
  readonly onSecret: (secret: string) => void
}

/** Credentials that are renewed: once for each token, whoever asks, in this process and in all others. */
export function createOAuthCredentials(grant: TokenGrant, parts: OAuthParts): Credentials {
  return new OAuthCredentials(grant, parts)
}

class OAuthCredentials implements Credentials {
  readonly #grant: TokenGrant
  readonly #parts: OAuthParts
  #current: StoredTokens | undefined
  #signature: Signature | undefined
  #renewal: Promise<Signature> | undefined
  /** The token that this process got last and that no answer has accepted yet. */
  #unproven: string | undefined
  /** The token end point wants to be left alone until then. */
  #pause: { readonly untilMs: number; readonly error: RevError } | undefined
  /** The grant is dead as long as the store holds this refresh token. */
  #dead: { readonly refreshToken: string | undefined; readonly error: RevError } | undefined

  constructor(grant: TokenGrant, parts: OAuthParts) {
    this.#grant = grant
    this.#parts = parts
  }

  sign(signal: AbortSignal): Signature | Promise<Signature> {
    if (this.#signature !== undefined && this.#current && this.#isFresh(this.#current)) {
      return this.#signature
    }
    return this.#renew(this.#current?.accessToken, signal)
  }

  async refused(signature: Signature, title: string, signal: AbortSignal): Promise<void> {
    const token = tokenOf(signature)
    if (token !== undefined && token === this.#unproven) {
      throw new RevError(
        'REV_AUTH_INVALID',
        `Failed to send ${title}: an access token was refused right after it was issued (401).`,
        {
          delivery: 'auth',
          hint: `Check the scopes of the grant. ${this.#grant.hint}`,
        },
      )
    }
    await this.#renew(token, signal)
  }

  accepted(signature: Signature): void {
    if (this.#unproven !== undefined && tokenOf(signature) === this.#unproven) {
      this.#unproven = undefined
    }
  }

  async settle(): Promise<void> {
    await this.#renewal?.catch(() => 'whoever waits for it is told')
  }

  /** Gets a token other than `used`: one renewal at a time, and none if somebody else did it meanwhile. */
  async #renew(used: string | undefined, signal: AbortSignal): Promise<Signature> {
    if (this.#current && this.#signature && this.#current.accessToken !== used) {
      if (this.#isFresh(this.#current)) return this.#signature
    }
    this.#renewal ??= this.#renewLocked(used).finally(() => {
      this.#renewal = undefined
    })
    const signature = await this.#renewal
    signal.throwIfAborted()
    return signature
  }

  #renewLocked(used: string | undefined): Promise<Signature> {
    const { store, connection } = this.#parts
    return store.withLock(connection, async () => {
      const stored = await this.#readStore()
      if (stored && stored.accessToken !== used && this.#isFresh(stored)) return this.#adopt(stored)
      const refreshToken = stored?.refreshToken ?? this.#grant.refreshToken
      if (this.#dead !== undefined && this.#dead.refreshToken === refreshToken)
        throw this.#dead.error
      this.#throwIfPaused()
      return this.#refresh(refreshToken, stored)
    })
  }

  async #refresh(
    refreshToken: string | undefined,
    old: StoredTokens | undefined,
  ): Promise<Signature> {
    try {
      const issued = await this.#grant.request(refreshToken, old !== undefined)
      return await this.#keep(toStoredTokens(issued, { ...this.#keeping, refreshToken, old }))
    } catch (error) {
      if (!isRevError(error)) throw error
      if (error.afterMs !== undefined) {
        this.#pause = { untilMs: this.#parts.clock.monotonicMs() + error.afterMs, error }
      }
      if (error.code !== 'REV_AUTH_REFRESH') throw error
      // A worker whose lock reaches further than ours may have rotated the grant a moment ago.
      const stored = await this.#readStore()
      if (stored?.refreshToken !== undefined && stored.refreshToken !== refreshToken) {
        return this.#adopt(stored)
      }
      this.#dead = { refreshToken, error }
      throw error
    }
  }

  #throwIfPaused(): void {
    if (this.#pause === undefined) return
    const { error, untilMs } = this.#pause
    const afterMs = untilMs - this.#parts.clock.monotonicMs()
    if (afterMs <= 0) return
    throw new RevError(error.code, error.message, { delivery: 'not-sent', cause: error, afterMs })
  }

  /** Durable before it is used: a rotated refresh token that is lost takes the whole grant with it. */
  async #keep(tokens: StoredTokens): Promise<Signature> {
    this.#hide(tokens)
    await this.#parts.store.write(this.#parts.connection, tokens)
    this.#unproven = tokens.accessToken
    return this.#adopt(tokens)
  }

  get #keeping() {
    return { grant: this.#grant.id, nowMs: this.#parts.clock.now() }
  }

  async #readStore(): Promise<StoredTokens | undefined> {
    const stored = await this.#parts.store.read(this.#parts.connection)
    if (stored?.grant !== this.#grant.id) return undefined
    this.#hide(stored)
    return stored
  }

  #adopt(tokens: StoredTokens): Signature {
    this.#current = tokens
    this.#dead = undefined
    this.#signature = bearerSignature(tokens.accessToken)
    return this.#signature
  }

  #hide({ accessToken, refreshToken }: StoredTokens): void {
    this.#parts.onSecret(accessToken)
    if (refreshToken !== undefined) this.#parts.onSecret(refreshToken)
  }

  #isFresh({ renewAtMs }: StoredTokens): boolean {
    return renewAtMs === undefined || renewAtMs > this.#parts.clock.now()
  }
}

function tokenOf(signature: Signature): string | undefined {
  return signature.headers['authorization']?.slice('Bearer '.length)
}
