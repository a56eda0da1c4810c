import { oauth2, type Auth } from '@revetl/sdk'
import type { Config } from './config.ts'

/**
 * How an org is signed in to; its My Domain issues the tokens of all three flows.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flows.htm (read 2026-11-27)
 */
export function salesforceAuth({ instanceUrl, clientCredentials, oauth }: Config): Auth {
  const tokenUrl = new URL('/services/oauth2/token', instanceUrl).href
  if (clientCredentials) return oauth2({ tokenUrl, ...clientCredentials })
  const { clientSecret, ...app } = oauth ?? { clientId: '', refreshToken: '' }
  return oauth2({ tokenUrl, ...app, ...(clientSecret === undefined ? {} : { clientSecret }) })
}
