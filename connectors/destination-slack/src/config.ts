import { annotate, secret } from '@revetl/sdk'
import { z } from 'zod'

/** The configuration of a Slack connection. */
export const config = z.object({
  botToken: annotate(secret(z.string().min(1)), {
    title: 'Bot token',
    description: 'Bot user OAuth token of an app in the workspace, under OAuth & Permissions.',
  }),
  historyMessages: annotate(z.int().min(0).max(100_000), {
    title: 'History',
    description:
      'Among how many of the latest messages of a channel those are looked for that rev has no memory of; 0 for none.',
    unit: 'messages',
  }).default(0),
  broadcastMentions: annotate(z.boolean(), {
    title: 'Broadcast mentions',
    description:
      'Whether texts may notify everybody with <!channel>, <!here> or <!everyone>; otherwise such a record is rejected.',
  }).default(false),
  baseUrl: annotate(z.url({ protocol: /^https?$/ }), {
    title: 'Base URL',
    description: 'Where the API is, for a proxy or a simulator.',
  }).default('https://slack.com'),
})

/** A checked configuration. */
export type Config = z.output<typeof config>
