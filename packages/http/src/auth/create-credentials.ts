import type { Auth } from '@revetl/sdk'
import { requestError } from '../attempts/request-error.ts'
import type { Credentials } from './credentials.ts'
import { createOAuthCredentials, type OAuthParts } from './oauth-credentials.ts'
import { staticSignature, type Signature } from './sign.ts'

/** The credentials of a connection. */
export function createCredentials(auth: Auth | undefined, parts: OAuthParts): Credentials {
  return auth?.kind === 'oauth2'
    ? createOAuthCredentials(auth, parts)
    : createStaticCredentials(staticSignature(auth))
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
