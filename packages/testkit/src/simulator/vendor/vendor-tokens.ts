import { reply, type Reply } from '../reply.ts'
import type { SimulatorRequest } from '../request.ts'
import { route, type Route } from '../route.ts'
import type { VendorOAuth } from './vendor-options.ts'

/** The tokens of a vendor that signs in by OAuth 2. */
export class VendorTokens {
  readonly #oauth: VendorOAuth | undefined
  readonly #good = new Set<string>()
  #refreshTokens: Set<string>
  #issued = 0

  constructor(oauth: VendorOAuth | undefined) {
    this.#oauth = oauth
    this.#refreshTokens = new Set(oauth === undefined ? [] : [oauth.refreshToken])
  }

  get issued(): number {
    return this.#issued
  }

  expire(): void {
    this.#good.clear()
  }

  revoke(): void {
    this.#refreshTokens.clear()
  }

  isGood({ headers }: SimulatorRequest): boolean {
    return this.#good.has(headers.authorization?.replace(/^Bearer /, '') ?? '')
  }

  routes(): readonly Route[] {
    const oauth = this.#oauth
    if (oauth === undefined) return []
    return [route('POST', oauth.path, ({ text }) => this.#refresh(new URLSearchParams(text)))]
  }

  #refresh(form: URLSearchParams): Reply {
    const given = form.get('refresh_token') ?? ''
    if (!this.#refreshTokens.has(given)) {
      // A refresh token that was used before is taken for stolen: the whole family ends.
      if (this.#oauth?.rotates) this.#refreshTokens.clear()
      return reply(400, { error: 'invalid_grant', error_description: 'The grant is not good.' })
    }
    this.#issued += 1
    const token = `access-${this.#issued}`
    this.#good.add(token)
    const refresh = this.#oauth?.rotates ? `refresh-${this.#issued}` : given
    this.#refreshTokens = new Set([refresh])
    return reply(200, {
      token_type: 'bearer',
      access_token: token,
      refresh_token: refresh,
      expires_in: 3600,
    })
  }
}
