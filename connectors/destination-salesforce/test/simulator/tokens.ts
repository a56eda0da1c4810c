import { createVerify, type KeyObject } from 'node:crypto'
import { reply, type Reply, type SimulatorRequest } from '@revetl/testkit/simulator'

/** An app that may sign in, as an org knows it. */
export interface App {
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
  /** The key of the certificate that was uploaded, and the user who was approved. */
  readonly certificate?: KeyObject
  readonly username?: string
}

/** The tokens of an org: https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flows.htm (read 2026-11-27) */
export class Tokens {
  readonly #app: App
  readonly #valid = new Set<string>()
  #isRevoked = false
  #issued = 0

  constructor(app: App) {
    this.#app = app
  }

  /** How many access tokens were given out. */
  get issued(): number {
    return this.#issued
  }

  /** Ends every access token. */
  expire(): void {
    this.#valid.clear()
  }

  /** Ends the grant, as an administrator does who blocks the app. */
  revoke(): void {
    this.#isRevoked = true
  }

  isGood({ headers, path }: SimulatorRequest): boolean {
    if (path.startsWith('/services/oauth2/')) return true
    return this.#valid.has(headers.authorization?.replace(/^Bearer /, '') ?? '')
  }

  /** Gives out an access token. It does not say how long it lives, which is what Salesforce does. */
  issue(form: URLSearchParams): Reply {
    const refused = this.#isRevoked
      ? refuse('invalid_grant', 'expired access/refresh token')
      : this.#refuse(form)
    if (refused) return refused
    this.#issued += 1
    const token = `00D000000000001!simulated-access-token-${this.#issued}`
    this.#valid.add(token)
    return reply(200, {
      access_token: token,
      instance_url: 'https://acme.my.salesforce.com',
      id: 'https://login.salesforce.com/id/00D000000000001AAA/005000000000001AAA',
      token_type: 'Bearer',
      issued_at: '1764201600000',
      scope: 'api',
      signature: 'simulated',
    })
  }

  #refuse(form: URLSearchParams): Reply | undefined {
    const { clientId, clientSecret, refreshToken } = this.#app
    const grant = form.get('grant_type')
    if (grant === 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
      return this.#isGoodAssertion(form.get('assertion') ?? '')
        ? undefined
        : refuse('invalid_grant', 'invalid assertion')
    }
    if (form.get('client_id') !== clientId)
      return refuse('invalid_client_id', 'client identifier invalid')
    if (form.get('client_secret') !== clientSecret)
      return refuse('invalid_client', 'invalid client credentials')
    if (grant === 'client_credentials') return undefined
    if (grant !== 'refresh_token')
      return refuse('unsupported_grant_type', 'grant type not supported')
    return form.get('refresh_token') === refreshToken
      ? undefined
      : refuse('invalid_grant', 'expired access/refresh token')
  }

  /** Signed by the certificate, for the approved user, meant for the login host, and good for three minutes at most. */
  #isGoodAssertion(assertion: string): boolean {
    const { certificate, clientId, username } = this.#app
    const [header = '', payload = '', signature = ''] = assertion.split('.')
    if (!certificate || signature === '') return false
    const isSigned = createVerify('RSA-SHA256')
      .update(`${header}.${payload}`)
      .verify(certificate, signature, 'base64url')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Readonly<
      Record<string, unknown>
    >
    const leftS = Number(claims['exp']) - Date.now() / 1000
    const isForUs =
      claims['iss'] === clientId &&
      claims['sub'] === username &&
      claims['aud'] === 'https://login.salesforce.com'
    return isSigned && isForUs && leftS > 0 && leftS <= 180
  }
}

const refuse = (error: string, description: string): Reply =>
  reply(400, { error, error_description: description })
