import { annotate, secret } from '@revetl/sdk'
import { z } from 'zod'

/** The configuration of a connection. */
export const config = z.object({
  apiKey: annotate(secret(z.string().min(1)), {
    title: 'API key',
    description: 'Key from the settings of the account; the right to read is enough.',
  }),
  baseUrl: annotate(z.url({ protocol: /^https?$/ }), {
    title: 'Base URL',
    description: 'Where the API is.',
  }).default('https://api.template.example.com'),
})

/** A checked configuration. */
export type Config = z.output<typeof config>
