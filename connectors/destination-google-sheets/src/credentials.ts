import { jwtBearer, oauth2, type Auth } from '@revetl/sdk'
import type { Config } from './config.ts'
import { serviceAccountOf } from './service-account.ts'

// The least that writes: https://developers.google.com/workspace/sheets/api/scopes (read 2026-11-27)
const scope = 'https://www.googleapis.com/auth/spreadsheets'

/** How requests are signed: a service account's own assertions, or a person's refresh token. */
export function credentials({ serviceAccountKey, oauth, tokenUrl }: Config): Auth | undefined {
  if (oauth) return personal(tokenUrl, oauth)
  if (serviceAccountKey === undefined) return undefined
  const { client_email, private_key, private_key_id } = serviceAccountOf(serviceAccountKey)
  // https://developers.google.com/identity/protocols/oauth2/service-account#httprest (read 2026-11-27)
  return jwtBearer({
    tokenUrl,
    issuer: client_email,
    audience: tokenUrl,
    scopes: [scope],
    privateKey: private_key,
    ...(private_key_id === undefined ? {} : { keyId: private_key_id }),
  })
}

function personal(tokenUrl: string, client: NonNullable<Config['oauth']>): Auth {
  const { clientId, clientSecret, refreshToken } = client
  return oauth2({
    tokenUrl,
    clientId,
    clientSecret,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    // https://developers.google.com/identity/protocols/oauth2/native-app (read 2026-11-27). The device grant is not
    // for this scope: https://developers.google.com/identity/protocols/oauth2/limited-input-device (read 2026-11-27)
    login: {
      authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
      revokeUrl: new URL('/revoke', tokenUrl).href,
      scopes: [scope],
      // Without these, Google gives a refresh token at the first consent alone.
      parameters: { access_type: 'offline', prompt: 'consent' },
    },
  })
}

/** Whose requests Google counts: the user, and the project that the user belongs to. */
export function countedAs({ serviceAccountKey, oauth }: Config): {
  readonly user: string
  readonly project: string
} {
  if (serviceAccountKey !== undefined) {
    const { client_email, project_id } = serviceAccountOf(serviceAccountKey)
    return { user: client_email, project: project_id ?? client_email.split('@')[1] ?? '' }
  }
  // Who signed in is not told without one more scope: all users of a client share one user's quota then.
  const clientId = oauth?.clientId ?? ''
  return { user: clientId, project: clientId.split('-')[0] ?? clientId }
}
