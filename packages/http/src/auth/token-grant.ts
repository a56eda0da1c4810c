import type { IssuedTokens } from './token-request.ts'

/** What access tokens are asked with. */
export interface TokenGrant {
  /** Names the configured grant, so that tokens of an older one are not used. */
  readonly id: string
  /** The refresh token of the configuration; the store may hold a newer one. */
  readonly refreshToken: string | undefined
  /** What to do when the grant is refused. */
  readonly hint: string
  /**
   * Asks for an access token.
   * @throws `REV_AUTH_REFRESH` where the grant is refused; `REV_HTTP_UNAVAILABLE`, class not-sent, for what may pass.
   */
  readonly request: (refreshToken: string | undefined) => Promise<IssuedTokens>
}
