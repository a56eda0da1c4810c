import { isRevError, RevError, type Clock } from '@revetl/sdk'
import type { Credentials } from './credentials.ts'
import { bearerSignature, type Signature } from './sign.ts'
import type { TokenGrant } from './token-grant.ts'
import type { IssuedTokens, TokenRequest } from './token-request.ts'
import type { StoredTokens, TokenStore } from './token-store.ts'

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

// A token that ends while its request is under way is refused, so it is renewed a little early.
const earlyMsMax = 30_000

function renewAfterMs(lifetimeMs: number): number {
  return lifetimeMs - Math.min(earlyMsMax, lifetimeMs / 2)
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
      return this.#refresh(refreshToken)
    })
  }

  async #refresh(refreshToken: string | undefined): Promise<Signature> {
    try {
      return await this.#keep(await this.#grant.request(refreshToken), refreshToken)
    } catch (error) {
      if (!isRevError(error) || error.code !== 'REV_AUTH_REFRESH') throw error
      // A worker whose lock reaches further than ours may have rotated the grant a moment ago.
      const stored = await this.#readStore()
      if (stored?.refreshToken !== undefined && stored.refreshToken !== refreshToken) {
        return this.#adopt(stored)
      }
      this.#dead = { refreshToken, error }
      throw error
    }
  }

  /** Durable before it is used: a rotated refresh token that is lost takes the whole grant with it. */
  async #keep(tokens: IssuedTokens, oldRefreshToken: string | undefined): Promise<Signature> {
    const refreshToken = tokens.refreshToken ?? oldRefreshToken
    const kept: StoredTokens = {
      accessToken: tokens.accessToken,
      grant: this.#grant.id,
      ...(refreshToken === undefined ? {} : { refreshToken }),
      ...(tokens.lifetimeMs === undefined
        ? {}
        : { renewAtMs: this.#parts.clock.now() + renewAfterMs(tokens.lifetimeMs) }),
    }
    this.#hide(kept)
    await this.#parts.store.write(this.#parts.connection, kept)
    this.#unproven = kept.accessToken
    return this.#adopt(kept)
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
