import type { OAuth2Auth } from '@revetl/sdk'
import { identifyClient } from '../auth/identify-client.ts'
import type { TokenRequest } from '../auth/token-request.ts'
import type { StoredTokens } from '../auth/token-store.ts'

/**
 * Gives tokens back: https://www.rfc-editor.org/rfc/rfc7009 (read 2026-11-27). With its refresh token a grant ends.
 * @returns whether the vendor said yes.
 */
export async function revokeTokens(
  auth: OAuth2Auth,
  { accessToken, refreshToken }: StoredTokens,
  post: TokenRequest,
): Promise<boolean> {
  const revokeUrl = auth.login?.revokeUrl
  if (revokeUrl === undefined) return false
  const { form, headers } = identifyClient(auth, {
    token: refreshToken ?? accessToken,
    token_type_hint: refreshToken === undefined ? 'access_token' : 'refresh_token',
  })
  try {
    return (await post(revokeUrl, form.toString(), { ...headers })).isOk
  } catch {
    // Whoever logs out is told that the vendor did not confirm it.
    return false
  }
}
