import { annotate, apiKey, basic, bearer, oauth2, secret, type Auth } from '@revetl/sdk'
import { z } from 'zod'

const kind = <Name extends string>(name: Name) => z.literal(name).meta({ title: 'Kind' })
const text = (title: string, description: string) =>
  annotate(z.string().min(1), { title, description })
const secretText = (title: string, description: string) => secret(text(title, description))

const bearerAuth = z.strictObject({
  kind: kind('bearer'),
  token: secretText('Token', 'Sent as `Authorization: Bearer …`.'),
})
const keyAuth = z.strictObject({
  kind: kind('apiKey'),
  key: secretText('Key', 'The API key.'),
  header: text('Header', 'The header that carries the key.').optional(),
  query: text(
    'Query parameter',
    'The parameter that carries the key, instead of a header.',
  ).optional(),
})
const basicAuth = z.strictObject({
  kind: kind('basic'),
  user: text('User', 'The user name.'),
  password: secret(z.string()).meta({
    title: 'Password',
    description: 'May be empty where the user name is a key.',
    'x-rev-secret': true,
  }),
})
const oauth2Auth = z.strictObject({
  kind: kind('oauth2'),
  tokenUrl: z
    .url({ protocol: /^https?$/ })
    .meta({ title: 'Token URL', description: 'Where access tokens are issued.' }),
  clientId: text('Client id', 'The id of the OAuth client.'),
  clientSecret: secretText('Client secret', 'The secret of the OAuth client.').optional(),
  refreshToken: secretText(
    'Refresh token',
    'Absent for the client-credentials grant. A rotated one is kept by rev.',
  ).optional(),
  scopes: z
    .array(z.string().min(1))
    .optional()
    .meta({ title: 'Scopes', description: 'The permissions to ask for.' }),
  clientAuth: z
    .enum(['body', 'basic'])
    .default('body')
    .meta({ title: 'Client authentication', description: 'How the client identifies itself.' }),
})

/** How requests are authenticated. */
export const authSchema = z
  .discriminatedUnion('kind', [bearerAuth, keyAuth, basicAuth, oauth2Auth])
  .refine(
    (auth) => auth.kind !== 'apiKey' || (auth.header === undefined) !== (auth.query === undefined),
    {
      error: 'Expected exactly one of header and query.',
    },
  )
  .meta({ title: 'Authentication', description: 'How requests are authenticated.' })

/** The gateway's description of the configured authentication. */
export function toAuth(config: z.output<typeof authSchema> | undefined): Auth | undefined {
  switch (config?.kind) {
    case undefined:
      return undefined
    case 'bearer':
      return bearer(config.token)
    case 'apiKey':
      return apiKey(
        config.header === undefined ? { query: config.query ?? '' } : { header: config.header },
        config.key,
      )
    case 'basic':
      return basic(config.user, config.password)
    case 'oauth2': {
      const { tokenUrl, clientId, clientSecret, refreshToken, scopes, clientAuth } = config
      return oauth2({
        tokenUrl,
        clientId,
        clientAuth,
        ...(clientSecret === undefined ? {} : { clientSecret }),
        ...(refreshToken === undefined ? {} : { refreshToken }),
        ...(scopes === undefined ? {} : { scopes }),
      })
    }
  }
}
