import type { OAuth2Auth } from '@revetl/sdk'
import { nameGrant } from './name-grant.ts'
import { basicCredentials } from './sign.ts'
import type { TokenGrant } from './token-grant.ts'
import { requestTokens, type TokenRequest } from './token-request.ts'

const hint = 'Sign in again with `rev auth login`.'

/** A refresh token, rotated or not, or client credentials. */
export function oauth2Grant(auth: OAuth2Auth, post: TokenRequest): TokenGrant {
  const { tokenUrl, clientId, refreshToken, scopes } = auth
  return {
    id: nameGrant([tokenUrl, clientId, refreshToken, scopes]),
    refreshToken,
    hint,
    request: (token) => requestTokens({ tokenUrl, hint, ...questionOf(auth, token) }, post),
  }
}

function questionOf(auth: OAuth2Auth, refreshToken: string | undefined) {
  const form = new URLSearchParams(
    refreshToken === undefined
      ? { grant_type: 'client_credentials' }
      : { grant_type: 'refresh_token', refresh_token: refreshToken },
  )
  if (auth.scopes?.length) form.set('scope', auth.scopes.join(' '))
  if (auth.clientAuth === 'basic') {
    const [user, password] = [auth.clientId, auth.clientSecret ?? ''].map(encodeURIComponent)
    return { form, headers: { authorization: basicCredentials(user ?? '', password ?? '') } }
  }
  form.set('client_id', auth.clientId)
  if (auth.clientSecret !== undefined) form.set('client_secret', auth.clientSecret)
  return { form }
}
