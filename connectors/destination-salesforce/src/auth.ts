import { jwtBearer, oauth2, type Auth } from '@revetl/sdk'
import type { Config } from './config.ts'

// An assertion may last 3 minutes: generally known, and to be confirmed at
// https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm
const assertionLifetimeS = 150

/**
 * How an org is signed in to. Its My Domain issues the tokens of all three flows, so that no other host is needed.
 * To be confirmed at https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_endpoints.htm
 */
export function salesforceAuth({ instanceUrl, clientCredentials, oauth, jwt }: Config): Auth {
  const tokenUrl = new URL('/services/oauth2/token', instanceUrl).href
  if (jwt) {
    return jwtBearer({
      tokenUrl,
      issuer: jwt.clientId,
      subject: jwt.username,
      audience: jwt.audience ?? loginHost(instanceUrl),
      privateKey: jwt.privateKey,
      lifetimeS: assertionLifetimeS,
    })
  }
  if (clientCredentials) return oauth2({ tokenUrl, ...clientCredentials })
  const { clientSecret, ...app } = oauth ?? { clientId: '', refreshToken: '' }
  return oauth2({ tokenUrl, ...app, ...(clientSecret === undefined ? {} : { clientSecret }) })
}

function loginHost(instanceUrl: string): string {
  const isSandbox = new URL(instanceUrl).hostname.includes('.sandbox.')
  return `https://${isSandbox ? 'test' : 'login'}.salesforce.com`
}
