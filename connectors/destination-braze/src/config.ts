import { annotate, secret } from '@revetl/sdk'
import { z } from 'zod'

/** The configuration of a Braze connection. */
export const config = z.object({
  apiKey: annotate(secret(z.string().min(1)), {
    title: 'REST API key',
    description: 'Made under Settings, APIs and Identifiers; the README lists its permissions.',
  }),
  endpoint: annotate(z.url({ protocol: /^https?$/ }), {
    title: 'REST endpoint',
    description: 'That of your cluster, such as https://rest.iad-01.braze.com.',
  }),
  pricing: annotate(z.enum(['data-points', 'monthly-active-users']), {
    title: 'Pricing',
    description:
      'What the contract counts. With monthly-active-users a request takes 50 updates in place of 75.',
  }).default('data-points'),
  trackBurstMax: annotate(z.int().min(1), {
    title: 'Burst of users/track',
    description: 'Requests in any three seconds, where the contract names another number.',
    unit: 'requests',
  }).default(3000),
  trackHourlyMax: annotate(z.int().min(1), {
    title: 'Hour of users/track',
    description: 'Requests in any hour, where the contract names a number.',
    unit: 'requests',
  }).optional(),
  exportMinuteMax: annotate(z.int().min(1), {
    title: 'Minute of users/export/ids',
    description: 'Requests in any minute: 250, or 2500 for customers from before 2024-08-22.',
    unit: 'requests',
  }).default(250),
})

/** A checked configuration. */
export type Config = z.output<typeof config>
