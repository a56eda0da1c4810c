import type { Auth, JwtBearerAuth, OAuth2Auth } from '@revetl/sdk'
import { privateKeyText } from './read-private-key.ts'

/** What authentication adds to a request. */
export interface Signature {
  readonly headers: Readonly<Record<string, string>>
  /** `name=value`, encoded, or nothing. */
  readonly query: string
}

const nothing: Signature = { headers: {}, query: '' }

/** The signature of credentials that never change; a grant signs with its current access token instead. */
export function staticSignature(
  auth: Exclude<Auth, OAuth2Auth | JwtBearerAuth> | undefined,
): Signature {
  if (auth === undefined) return nothing
  switch (auth.kind) {
    case 'bearer':
      return bearerSignature(auth.token)
    case 'basic':
      return authorization(basicCredentials(auth.user, auth.password))
    case 'api-key':
      return 'header' in auth.place
        ? { headers: { [auth.place.header.toLowerCase()]: auth.key }, query: '' }
        : {
            headers: {},
            query: `${encodeURIComponent(auth.place.query)}=${encodeURIComponent(auth.key)}`,
          }
  }
}

/** `Authorization: Bearer`. */
export function bearerSignature(token: string): Signature {
  return authorization(`Bearer ${token}`)
}

/** The value of `Authorization` for a user and password. */
export function basicCredentials(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`
}

function authorization(value: string): Signature {
  return { headers: { authorization: value }, query: '' }
}

/** Every value of the credentials that must not be seen. */
export function authSecrets(auth: Auth | undefined): readonly string[] {
  if (auth === undefined) return []
  switch (auth.kind) {
    case 'bearer':
      return [auth.token]
    case 'basic':
      return [auth.password, basicCredentials(auth.user, auth.password).slice('Basic '.length)]
    case 'api-key':
      return [auth.key]
    case 'oauth2':
      return [auth.clientSecret, auth.refreshToken].filter((value) => value !== undefined)
    case 'jwt-bearer': {
      const text = privateKeyText(auth.privateKey)
      // With its line ends, without them, and as it was given.
      return [...new Set([auth.privateKey, text, text.replaceAll(/-----.*?-----|\s/g, '')])]
    }
  }
}
