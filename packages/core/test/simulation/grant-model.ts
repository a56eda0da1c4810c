import type { DestinationAnswer } from './destination-model.ts'

/** A secret that must never be seen outside of a token request; no part of it stands among the secrets of the connection. */
export const grantCanary = 'grant-b81d44c09e'

/** The refresh token of a version; 0 is the one in the configuration. */
export function refreshTokenOf(version: number): string {
  return `${grantCanary}-refresh-${version}`
}

/** The version of a refresh token in a form; undefined where there is none. */
export function presentedVersion(form: string): number | undefined {
  const token = new URLSearchParams(form).get('refresh_token')
  return token === null ? undefined : Number(token.slice(refreshTokenOf(0).length - 1))
}

/**
 * The token end point of a vendor that rotates. A refresh token stays good until one that was made of it is used, since
 * its answer may be lost; whoever presents it after that is taken for a thief, and the grant is revoked.
 */
export class GrantModel {
  readonly #lifetimeMs: number
  #version = 0
  /** Refresh tokens that are good, by version, each with the one that it was made of. */
  readonly #good = new Map<number, number | undefined>([[0, undefined]])
  readonly #endsMs = new Map<string, number>()
  isRevoked = false

  constructor(lifetimeMs: number) {
    this.#lifetimeMs = lifetimeMs
  }

  /** How many refreshes rotated the token. */
  get version(): number {
    return this.#version
  }

  /** Answers a token request. */
  refresh(form: string, atMs: number): DestinationAnswer {
    const presented = presentedVersion(form)
    if (presented === undefined || !this.#good.has(presented)) this.isRevoked = true
    if (presented === undefined || this.isRevoked) {
      return { status: 400, body: '{"error":"invalid_grant"}', verdicts: new Map() }
    }
    this.#use(presented)
    // Made of the same token before: its answer was lost, or nobody would ask again.
    for (const [version, from] of this.#good) if (from === presented) this.#good.delete(version)
    const version = ++this.#version
    const accessToken = accessTokenOf(version)
    this.#good.set(version, presented)
    this.#endsMs.set(accessToken, atMs + this.#lifetimeMs)
    const body = JSON.stringify({
      access_token: accessToken,
      refresh_token: refreshTokenOf(version),
      expires_in: this.#lifetimeMs / 1000,
    })
    return { status: 200, body, verdicts: new Map() }
  }

  /** Whether a request is let in; it then is a use of what it carries. */
  admits(accessToken: string | undefined, atMs: number): boolean {
    const endMs = this.#endsMs.get(accessToken ?? '')
    if (this.isRevoked || endMs === undefined || endMs <= atMs) return false
    this.#use(Number(accessToken?.slice(accessTokenOf(0).length - 1)))
    return true
  }

  /** What a token was made of is spent once the token is used. */
  #use(version: number): void {
    const from = this.#good.get(version)
    if (from === undefined) return
    this.#good.set(version, undefined)
    this.#good.delete(from)
  }
}

function accessTokenOf(version: number): string {
  return `${grantCanary}-access-${version}`
}
