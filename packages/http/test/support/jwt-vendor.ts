import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { jwtBearer, type JwtBearerAuth, type JwtBearerGrant } from '@revetl/sdk'
import { jwtVerify, type JWTVerifyResult } from 'jose'
import { localServer, sendJson, type LocalServer } from './server.ts'

/** A vendor that lets service accounts in, and verifies their assertions with a library that is not ours. */
export interface JwtVendor extends AsyncDisposable {
  readonly url: string
  readonly server: LocalServer
  /** The assertions that were good, verified. */
  readonly verified: JWTVerifyResult[]
  /** The access token of now stops working. */
  expire(): void
  /** What the token end point answers instead, once for each entry. */
  readonly trouble: ((response: ServerResponse, assertion: string) => void)[]
  /** The grant that it lets in. */
  grant(more?: Partial<JwtBearerGrant>): JwtBearerAuth
}

const issuer = 'robot@project.example.com'
const audience = 'https://login.example.com'

/** A new pair of keys: RSA, or EC on the curve that ES256 needs. */
export function newKeys(kind: 'rsa' | 'ec' = 'rsa') {
  return kind === 'rsa'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' })
}

/** A private key as a file has it. */
export function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string
}

/** Starts a vendor that knows one key. */
export async function jwtVendor(
  options: { readonly keys?: 'rsa' | 'ec' } = {},
): Promise<JwtVendor> {
  const kind = options.keys ?? 'rsa'
  const keys = newKeys(kind)
  const algorithm = kind === 'rsa' ? 'RS256' : 'ES256'
  let issued = 0
  let good = ''
  const exchange = async (body: Buffer, response: ServerResponse) => {
    const form = new URLSearchParams(body.toString())
    const assertion = form.get('assertion') ?? ''
    const trouble = vendor.trouble.shift()
    if (trouble) return trouble(response, assertion)
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
      return sendJson(response, 400, { error: 'unsupported_grant_type' })
    }
    try {
      const rules = { issuer, audience, algorithms: [algorithm], maxTokenAge: '3 minutes' }
      vendor.verified.push(await jwtVerify(assertion, keys.publicKey, rules))
    } catch {
      return sendJson(response, 400, {
        error: 'invalid_grant',
        error_description: 'Bad assertion.',
      })
    }
    issued += 1
    good = `token-${issued}`
    sendJson(response, 200, { access_token: good, token_type: 'Bearer', expires_in: 3600 })
  }
  const server = await localServer((request, response) => {
    if (request.url === '/token') return void exchange(request.body, response)
    const isGood = good !== '' && request.headers.authorization === `Bearer ${good}`
    sendJson(response, isGood ? 200 : 401, {})
  })
  const vendor: JwtVendor = {
    url: `${server.url}/things`,
    server,
    verified: [],
    trouble: [],
    expire: () => (good = ''),
    grant: (more = {}) =>
      jwtBearer({
        tokenUrl: `${server.url}/token`,
        issuer,
        audience,
        privateKey: pemOf(keys.privateKey),
        algorithm,
        ...more,
      }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
  return vendor
}
