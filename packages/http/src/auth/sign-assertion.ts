import { randomUUID, sign, type KeyObject } from 'node:crypto'
import type { JwtBearerGrant } from '@revetl/sdk'

// Salesforce takes an assertion that ends within 3 minutes, Google one that ends within an hour; clocks differ a little.
// https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm (read 2026-11-27)
const lifetimeSecondsDefault = 150

/**
 * The signed assertion of a JWT bearer grant.
 * @see https://www.rfc-editor.org/rfc/rfc7523#section-3
 */
export function signAssertion(grant: JwtBearerGrant, key: KeyObject, nowMs: number): string {
  const { algorithm = 'RS256', lifetimeS = lifetimeSecondsDefault, keyId, scopes } = grant
  const issuedAt = Math.floor(nowMs / 1000)
  const header = { alg: algorithm, typ: 'JWT', ...(keyId === undefined ? {} : { kid: keyId }) }
  const claims = {
    iss: grant.issuer,
    ...(grant.subject === undefined ? {} : { sub: grant.subject }),
    aud: grant.audience,
    // Google reads the scopes here and not in the form:
    // https://developers.google.com/identity/protocols/oauth2/service-account (read 2026-11-27)
    ...(scopes?.length ? { scope: scopes.join(' ') } : {}),
    iat: issuedAt,
    exp: issuedAt + lifetimeS,
    // What is seen twice is refused where a vendor looks for replays.
    jti: randomUUID(),
  }
  const content = `${encode(header)}.${encode(claims)}`
  // The algorithm of JWT wants the two numbers of an ECDSA signature side by side, and not in DER.
  const signature = sign('sha256', Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' })
  return `${content}.${signature.toString('base64url')}`
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
