import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto'
import { bearer, configError, oauth2, type Auth, type Clock } from '@revetl/sdk'
import type { SnowflakeConfig } from './config.ts'

/** How the gateway signs requests; undefined where each request carries a token of its own. */
export function authOf(config: SnowflakeConfig): Auth | undefined {
  const { accessToken, oauthTokenUrl, oauthClientId, oauthClientSecret, oauthScope } = config
  if (accessToken !== undefined) return bearer(accessToken)
  if (oauthTokenUrl === undefined || oauthClientId === undefined) return undefined
  return oauth2({
    tokenUrl: oauthTokenUrl,
    clientId: oauthClientId,
    ...(oauthClientSecret === undefined ? {} : { clientSecret: oauthClientSecret }),
    ...(oauthScope === undefined ? {} : { scopes: oauthScope.split(' ') }),
  })
}

/** What to check where the service refused the credentials. */
export const logInHint =
  'Check `account`, `user` and the key: its public half must be the RSA_PUBLIC_KEY of the user, and the clock of this machine right. A token may have ended.'

// At most an hour: https://docs.snowflake.com/en/developer-guide/sql-api/authenticating (to be confirmed)
const lifetimeS = 600

/**
 * What signs a token for one request with the private key: a JSON Web Token that names the user and the fingerprint of
 * the key.
 * @throws `REV_CONFIG_INVALID` where the key cannot be read
 */
export function keyPairSigner(config: SnowflakeConfig, clock: Pick<Clock, 'now'>): () => string {
  const key = privateKeyOf(config)
  const subject = `${accountName(config)}.${(config.user ?? '').toUpperCase()}`
  const issuer = `${subject}.SHA256:${fingerprintOf(key)}`
  return () => {
    const nowS = Math.floor(clock.now() / 1000)
    const claims = { iss: issuer, sub: subject, iat: nowS, exp: nowS + lifetimeS }
    const content = [{ alg: 'RS256', typ: 'JWT' }, claims].map(base64urlOf).join('.')
    return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`
  }
}

function privateKeyOf({ privateKey = '', privateKeyPassphrase }: SnowflakeConfig): KeyObject {
  try {
    return createPrivateKey({
      key: privateKey.replaceAll(String.raw`\n`, '\n'),
      ...(privateKeyPassphrase === undefined ? {} : { passphrase: privateKeyPassphrase }),
    })
  } catch {
    // Without the error of the parser: it may show a piece of the text.
    throw configError('Failed to read `privateKey`: it is no PEM text of a private key.', {
      hint: 'Expected the whole file, as in ${file:rsa_key.p8}, and `privateKeyPassphrase` where it is encrypted.',
    })
  }
}

/** The account without its region: https://docs.snowflake.com/en/developer-guide/sql-api/authenticating (to be confirmed) */
function accountName({ account }: SnowflakeConfig): string {
  return (account.split('.', 1)[0] ?? '').toUpperCase()
}

function fingerprintOf(key: KeyObject): string {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(publicKey).digest('base64')
}

function base64urlOf(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
