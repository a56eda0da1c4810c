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

/**
 * How users log in with `rev auth login`: rev asks the vendor for them, with a client of their own, and keeps the tokens.
 * Plain data: whatever differs between vendors is said here, and rev knows none of them.
 */
export interface OAuth2Login {
  /** Where users consent in the browser: the authorization-code grant with PKCE. */
  readonly authorizeUrl?: string
  /** Where a code for another device is had: RFC 8628. One of the two is needed. */
  readonly deviceUrl?: string
  /** Where tokens are given back: RFC 7009. */
  readonly revokeUrl?: string
  /** The vendor's name for itself, where its answers carry it as `iss`: RFC 9207. Another one is refused. */
  readonly issuer?: string
  /** Scopes that every connection needs. */
  readonly scopes?: readonly string[]
  /** Scopes that an object needs, asked for where a sync uses it; `*` for objects that are not named. */
  readonly scopesByObject?: Readonly<Record<string, readonly string[]>>
  /** Further parameters of the authorization request, such as `access_type`. */
  readonly parameters?: Readonly<Record<string, string>>
  /** Where the browser comes back to, where the vendor wants it exactly; default any port of 127.0.0.1, `/callback`. */
  readonly redirect?: {
    readonly host?: '127.0.0.1' | 'localhost'
    readonly port?: number
    readonly path?: string
  }
}

/** The parts of an OAuth 2 grant. */
export interface OAuth2Grant {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret?: string
  /** Wins over `login`. A rotated one replaces it in the token store. */
  readonly refreshToken?: string
  /** How users log in. Without it and without a refresh token it is the client-credentials grant. */
  readonly login?: OAuth2Login
  /** For client credentials and a refresh token; a login has scopes of its own. */
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

/** OAuth 2: a refresh token (rotated or not), a login, or client credentials. */
export function oauth2(grant: OAuth2Grant): OAuth2Auth {
  return { kind: 'oauth2', ...grant }
}

/** A JWT bearer grant, RFC 7523: service accounts, and users who gave their consent once. */
export function jwtBearer(grant: JwtBearerGrant): JwtBearerAuth {
  return { kind: 'jwt-bearer', ...grant }
}
