import type { Auth } from '@revetl/sdk'
import { requestError } from '../attempts/request-error.ts'
import type { Credentials } from './credentials.ts'
import { jwtBearerGrant } from './jwt-bearer-grant.ts'
import { createOAuthCredentials, type OAuthParts } from './oauth-credentials.ts'
import { oauth2Grant } from './oauth2-grant.ts'
import { staticSignature, type Signature } from './sign.ts'

/** The credentials of a connection. @throws `REV_AUTH_INVALID` for a private key that cannot sign */
export function createCredentials(auth: Auth | undefined, parts: OAuthParts): Credentials {
  switch (auth?.kind) {
    case 'oauth2':
      return createOAuthCredentials(oauth2Grant(auth, parts.post), parts)
    case 'jwt-bearer':
      return createOAuthCredentials(jwtBearerGrant(auth, parts), parts)
    default:
      return createStaticCredentials(staticSignature(auth))
  }
}

function createStaticCredentials(signature: Signature): Credentials {
  return {
    sign: () => signature,
    refused: async (_signature, title) => {
      throw requestError('REV_AUTH_INVALID', title, 'the credentials were refused (401)', 'auth', {
        hint: 'Check the credentials of this connection in rev.yaml and in the account.',
      })
    },
    accepted: () => {},
  }
}
