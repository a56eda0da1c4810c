import type { OAuth2Auth } from '@revetl/sdk'
import type { OAuthParts } from '../auth/oauth-credentials.ts'
import { loginGrantId } from '../auth/oauth2-grant.ts'
import type { IssuedTokens } from '../auth/token-request.ts'
import { toStoredTokens } from '../auth/token-store.ts'
import type { LoginDone } from './login.ts'

/** Keeps the tokens of a login in place of what was there. */
export async function keepLogin(
  auth: OAuth2Auth,
  { connection, store, clock, onSecret }: OAuthParts,
  { tokens, asked }: { readonly tokens: IssuedTokens; readonly asked: readonly string[] },
): Promise<LoginDone> {
  onSecret(tokens.accessToken)
  if (tokens.refreshToken !== undefined) onSecret(tokens.refreshToken)
  // What was granted is what was asked for, unless the answer says otherwise:
  // https://www.rfc-editor.org/rfc/rfc6749#section-5.1 (read 2026-11-27)
  const scopes = tokens.scopes ?? asked
  const nowMs = clock.now()
  const login = { atMs: nowMs, scopes }
  const kept = toStoredTokens(tokens, { grant: loginGrantId(auth), nowMs, old: { login } })
  // A renewal of the login before may be under way, and must not overwrite this one.
  await store.withLock(connection, () => store.write(connection, kept))
  return { scopes, isRenewable: kept.refreshToken !== undefined }
}
