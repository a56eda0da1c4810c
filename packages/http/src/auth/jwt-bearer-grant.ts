import type { JwtBearerAuth } from '@revetl/sdk'
import { nameGrant } from './name-grant.ts'
import { readPrivateKey } from './read-private-key.ts'
import { signAssertion } from './sign-assertion.ts'
import type { TokenGrant } from './token-grant.ts'
import { requestTokens, type TokenRequestParts } from './token-request.ts'

const hint =
  'Check the issuer, the subject, the audience and the key of this connection, and that the vendor lets them in.'

/** Signs a new assertion for each token. @throws `REV_AUTH_INVALID` for a key that cannot sign */
export function jwtBearerGrant(auth: JwtBearerAuth, parts: TokenRequestParts): TokenGrant {
  const { tokenUrl, issuer, subject, audience, scopes, keyId, privateKey } = auth
  const key = readPrivateKey(auth)
  return {
    id: nameGrant([tokenUrl, issuer, subject, audience, scopes, keyId, privateKey]),
    refreshToken: undefined,
    hint,
    request: () => {
      const form = new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: signAssertion(auth, key, parts.clock.now()),
      })
      if (scopes?.length) form.set('scope', scopes.join(' '))
      return requestTokens({ tokenUrl, form, hint }, parts)
    },
  }
}
