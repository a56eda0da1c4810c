import { reply, type Reply, type SimulatorRequest } from '@revetl/testkit/simulator'

/** The tokens that the simulated account knows. */
export class Tokens {
  readonly #valid: Set<string>
  readonly #refreshTokens: Set<string>
  #issued = 0

  constructor(accessTokens: readonly string[], refreshTokens: readonly string[]) {
    this.#valid = new Set(accessTokens)
    this.#refreshTokens = new Set(refreshTokens)
  }

  /** How many access tokens were given out. */
  get issued(): number {
    return this.#issued
  }

  /** Ends every access token. */
  expire(): void {
    this.#valid.clear()
  }

  /** Ends every grant, as an administrator does who removes the app. */
  revoke(): void {
    this.#refreshTokens.clear()
  }

  isGood({ headers, path }: SimulatorRequest): boolean {
    if (path.startsWith('/oauth/')) return true
    return this.#valid.has(headers.authorization?.replace(/^Bearer /, '') ?? '')
  }

  /** Gives out a new access token. */
  refresh(form: URLSearchParams, portalId: number): Reply {
    const refreshToken = form.get('refresh_token') ?? ''
    if (form.get('grant_type') !== 'refresh_token' || !this.#refreshTokens.has(refreshToken)) {
      const message = 'missing or invalid refresh token'
      return reply(400, { status: 'BAD_REFRESH_TOKEN', error: 'invalid_grant', message })
    }
    this.#issued += 1
    const accessToken = `simulated-access-token-${this.#issued}`
    this.#valid.add(accessToken)
    return reply(200, {
      token_type: 'bearer',
      access_token: accessToken,
      refresh_token: refreshToken,
      expires_in: 1800,
      hub_id: portalId,
      scopes: ['oauth'],
    })
  }
}
