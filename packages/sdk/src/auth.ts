/** Where an API key travels. */
export type KeyPlace = { readonly header: string } | { readonly query: string }

/** A token in `Authorization: Bearer`. */
export interface BearerAuth {
  readonly kind: 'bearer'
  readonly token: string
}

/** A key in a header or a query parameter. */
export interface ApiKeyAuth {
  readonly kind: 'api-key'
  readonly place: KeyPlace
  readonly key: string
}

/** User and password in `Authorization: Basic`. */
export interface BasicAuth {
  readonly kind: 'basic'
  readonly user: string
  readonly password: string
}

/** The parts of an OAuth 2 grant. */
export interface OAuth2Grant {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret?: string
  /** Absent for the client-credentials grant. A rotated one replaces it in the token store. */
  readonly refreshToken?: string
  readonly scopes?: readonly string[]
  /** How the client identifies itself; default `body`. */
  readonly clientAuth?: 'body' | 'basic'
}

/** OAuth 2 with refresh and rotation; tokens live in the host's store. */
export interface OAuth2Auth extends OAuth2Grant {
  readonly kind: 'oauth2'
}

/** The parts of a JWT bearer grant, RFC 7523: a key that the vendor knows signs for an account, and nobody logs in. */
export interface JwtBearerGrant {
  readonly tokenUrl: string
  /** `iss`: who signs, as the vendor knows it: a client id, the address of a service account. */
  readonly issuer: string
  /** `sub`: whom the token is for; absent where the issuer acts for itself. */
  readonly subject?: string
  /** `aud`: for whom the assertion is meant, mostly the token end point or its origin. */
  readonly audience: string
  readonly scopes?: readonly string[]
  /** PEM, PKCS #8 or older, not encrypted; line ends may be written as `\n`. */
  readonly privateKey: string
  /** `kid`: which of the vendor's keys verifies the signature. */
  readonly keyId?: string
  /** Default `RS256`. */
  readonly algorithm?: 'RS256' | 'ES256'
  /** How long an assertion is good, in seconds; default 150. */
  readonly lifetimeS?: number
}

/** A JWT bearer grant; the gateway signs, and tokens live in the host's store. */
export interface JwtBearerAuth extends JwtBearerGrant {
  readonly kind: 'jwt-bearer'
}

/** How requests of a connection are authenticated. Plain data, which only the gateway reads. */
export type Auth = BearerAuth | ApiKeyAuth | BasicAuth | OAuth2Auth | JwtBearerAuth

/** `Authorization: Bearer`. */
export function bearer(token: string): BearerAuth {
  return { kind: 'bearer', token }
}

/** An API key in a header or a query parameter. */
export function apiKey(place: KeyPlace, key: string): ApiKeyAuth {
  return { kind: 'api-key', place, key }
}

/** `Authorization: Basic`. */
export function basic(user: string, password: string): BasicAuth {
  return { kind: 'basic', user, password }
}

/** OAuth 2: refresh token (rotated or not) or client credentials. */
export function oauth2(grant: OAuth2Grant): OAuth2Auth {
  return { kind: 'oauth2', ...grant }
}

/** A JWT bearer grant, RFC 7523: service accounts, and users who gave their consent once. */
export function jwtBearer(grant: JwtBearerGrant): JwtBearerAuth {
  return { kind: 'jwt-bearer', ...grant }
}
