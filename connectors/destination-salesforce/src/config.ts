import { annotate, secret } from '@revetl/sdk'
import { z } from 'zod'

const clientId = annotate(z.string().min(1), {
  title: 'Client id',
  description: 'Consumer key of the external client app or connected app.',
})
const clientSecret = annotate(secret(z.string().min(1)), {
  title: 'Client secret',
  description: 'Consumer secret of the app.',
})

const clientCredentials = z.object({ clientId, clientSecret })

const oauth = z.object({
  clientId,
  clientSecret: clientSecret.optional(),
  refreshToken: annotate(secret(z.string().min(1)), {
    title: 'Refresh token',
    description: 'Refresh token of a user who has signed in to the app.',
  }),
})

const jwt = z.object({
  clientId,
  username: annotate(z.string().min(1), {
    title: 'User name',
    description: 'The user in whose name records are written.',
  }),
  privateKey: annotate(secret(z.string().min(1)), {
    title: 'Private key',
    description: 'Private key, PEM, of the certificate that the app has.',
  }),
  audience: annotate(z.url(), {
    title: 'Audience',
    description:
      'Whom the assertion is for; by default login.salesforce.com, or test.salesforce.com for a sandbox.',
  }).optional(),
})

/** The configuration of a Salesforce connection. */
export const config = z
  .object({
    instanceUrl: annotate(z.url({ protocol: /^https?$/ }), {
      title: 'My Domain URL',
      description: 'For example https://acme.my.salesforce.com; the only host that is talked to.',
    }),
    clientCredentials: annotate(clientCredentials, {
      title: 'Client credentials',
      description: 'App that acts as its own user; give exactly one of the three ways to sign in.',
    }).optional(),
    oauth: annotate(oauth, {
      title: 'Refresh token',
      description: 'App that acts for a user who has signed in.',
    }).optional(),
    jwt: annotate(jwt, {
      title: 'JWT bearer',
      description: 'App that signs in with a certificate, for a user who was approved for it.',
    }).optional(),
    bulkAbove: annotate(z.int().min(0).max(10_000), {
      title: 'Bulk above',
      description: 'Batches of more records than this go through Bulk API 2.0.',
      unit: 'records',
    }).default(2000),
    parallel: annotate(z.int().min(1).max(25), {
      title: 'Parallel batches',
      description: 'Batches under way at once; fewer mean fewer row locks in the org.',
      unit: 'batches',
    }).default(4),
  })
  .refine((one) => [one.clientCredentials, one.oauth, one.jwt].filter(Boolean).length === 1, {
    message: 'Expected exactly one of clientCredentials, oauth and jwt.',
    path: ['clientCredentials'],
  })

/** A checked configuration. */
export type Config = z.output<typeof config>
