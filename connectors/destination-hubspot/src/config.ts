import { annotate, secret } from '@revetl/sdk'
import { z } from 'zod'

const oauth = z.object({
  clientId: annotate(z.string().min(1), {
    title: 'Client id',
    description: 'Client id of the HubSpot app.',
  }),
  clientSecret: annotate(secret(z.string().min(1)), {
    title: 'Client secret',
    description: 'Client secret of the HubSpot app.',
  }),
  refreshToken: annotate(secret(z.string().min(1)), {
    title: 'Refresh token',
    description: 'Refresh token from the installation of the app in the account.',
  }),
})

/** The configuration of a HubSpot connection. */
export const config = z
  .object({
    accessToken: annotate(secret(z.string().min(1)), {
      title: 'Access token',
      description: 'Access token of a private app; or give `oauth` instead.',
    }).optional(),
    oauth: annotate(oauth, {
      title: 'OAuth',
      description: 'OAuth app, where there is no private app.',
    }).optional(),
    tier: annotate(z.enum(['free', 'starter', 'professional', 'enterprise']), {
      title: 'Tier',
      description: 'The highest subscription of the account; it decides the request limits.',
    }).default('free'),
    limitIncreases: annotate(z.int().min(0).max(2), {
      title: 'Limit increases',
      description: 'How many API limit increases the account has bought.',
    }).default(0),
    baseUrl: annotate(z.url({ protocol: /^https?$/ }), {
      title: 'Base URL',
      description: 'Where the API is, for a proxy or a simulator.',
    }).default('https://api.hubapi.com'),
  })
  .refine(({ accessToken, oauth: app }) => (accessToken === undefined) !== (app === undefined), {
    message: 'Expected either accessToken or oauth.',
    path: ['accessToken'],
  })

/** A checked configuration. */
export type Config = z.output<typeof config>
