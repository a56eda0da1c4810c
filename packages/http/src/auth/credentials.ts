import type { Auth } from '@revetl/sdk'
import { requestError } from '../attempts/request-error.ts'
import { createOAuthCredentials, type OAuthParts } from './oauth-credentials.ts'
import { staticSignature, type Signature } from './sign.ts'

/** What signs the requests of a connection. */
export interface Credentials {
  /** The signature of the next request. */
  sign(signal: AbortSignal): Signature | Promise<Signature>
  /**
   * A request with this signature was answered with 401.
   * @returns when another try with a newer signature makes sense.
   * @throws `REV_AUTH_INVALID` or `REV_AUTH_REFRESH`, class auth, when the credentials are dead.
   */
  refused(signature: Signature, title: string, signal: AbortSignal): Promise<void>
  /** A request with this signature was answered with something else. */
  accepted(signature: Signature): void
}

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
