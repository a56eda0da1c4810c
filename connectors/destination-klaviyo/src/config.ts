import { annotate, secret } from '@revetl/sdk'
import { z } from 'zod'

/** The configuration of a Klaviyo connection. */
export const config = z.object({
  apiKey: annotate(secret(z.string().min(1)), {
    title: 'Private API key',
    description: 'Made under Settings, API keys; the README lists the scopes that it needs.',
  }),
  baseUrl: annotate(z.url({ protocol: /^https?$/ }), {
    title: 'Base URL',
    description: 'Where the API is, for a proxy or a simulator.',
  }).default('https://a.klaviyo.com'),
})

/** A checked configuration. */
export type Config = z.output<typeof config>
