import { generateKeyPairSync, verify } from 'node:crypto'
import { reply, type Reply, type SimulatorRequest } from '@revetl/testkit/simulator'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** The key file of the simulated service account. */
export const serviceAccountKey = JSON.stringify({
  type: 'service_account',
  project_id: 'simulated-project',
  private_key_id: 'simulated-key-id',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  client_email: 'rev@simulated-project.iam.gserviceaccount.com',
})

/** The person's access of the simulated OAuth client. */
export const oauth = {
  clientId: '1234-simulated.apps.googleusercontent.com',
  clientSecret: 'simulated-client-secret',
  refreshToken: 'simulated-refresh-token',
}

const scope = 'https://www.googleapis.com/auth/spreadsheets'

/** Google's token end point: https://developers.google.com/identity/protocols/oauth2 (read 2026-11-27) */
export class Tokens {
  readonly #valid = new Set<string>()
  #isRevoked = false
  #issued = 0

  /** How many access tokens were given out. */
  get issued(): number {
    return this.#issued
  }

  /** Ends every access token. */
  expire(): void {
    this.#valid.clear()
  }

  /** Ends the grant, as the person does in the settings of the account. */
  revoke(): void {
    this.#isRevoked = true
  }

  isGood({ headers, path }: SimulatorRequest): boolean {
    if (path === '/token') return true
    return this.#valid.has(headers.authorization?.replace(/^Bearer /, '') ?? '')
  }

  /** Gives out a token for a refresh token or for an assertion. */
  give(form: URLSearchParams, tokenUrl: string, nowMs: number): Reply {
    const problem =
      form.get('grant_type') === 'refresh_token'
        ? this.#refreshProblem(form)
        : assertionProblem(form, tokenUrl, nowMs)
    if (problem !== undefined || this.#isRevoked) {
      const text = problem ?? 'Token has been expired or revoked.'
      return reply(400, { error: 'invalid_grant', error_description: text })
    }
    this.#issued += 1
    const token = `simulated-access-token-${this.#issued}`
    this.#valid.add(token)
    return reply(200, { access_token: token, expires_in: 3599, scope, token_type: 'Bearer' })
  }

  #refreshProblem(form: URLSearchParams): string | undefined {
    const isKnown =
      form.get('client_id') === oauth.clientId &&
      form.get('client_secret') === oauth.clientSecret &&
      form.get('refresh_token') === oauth.refreshToken
    return isKnown ? undefined : 'Bad Request'
  }
}

// https://developers.google.com/identity/protocols/oauth2/service-account#httprest (read 2026-11-27)
function assertionProblem(
  form: URLSearchParams,
  tokenUrl: string,
  nowMs: number,
): string | undefined {
  if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
    return 'Invalid grant_type.'
  }
  const [head = '', body = '', signature = ''] = (form.get('assertion') ?? '').split('.')
  const { alg, kid } = readPart(head)
  const { iss, aud, iat, exp, scope: asked } = readPart(body)
  const key = JSON.parse(serviceAccountKey) as Record<string, string>
  if (iss !== key['client_email'] || kid !== key['private_key_id']) {
    return 'Invalid grant: account not found'
  }
  const isSigned = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${body}`),
    publicKey,
    Buffer.from(signature, 'base64url'),
  )
  if (alg !== 'RS256' || !isSigned) return 'Invalid JWT Signature.'
  const [issued, ends, now] = [Number(iat), Number(exp), nowMs / 1000]
  if (issued > now + 300 || ends < now || ends - issued > 3600) {
    return 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.'
  }
  return aud === tokenUrl && asked === scope ? undefined : 'Invalid JWT: wrong audience or scope.'
}

const readPart = (part: string) =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
