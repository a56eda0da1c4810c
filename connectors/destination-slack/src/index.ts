import { bearer, defineDestination } from '@revetl/sdk'
import { check } from './check.ts'
import { config } from './config.ts'
import { discover } from './discover.ts'
import { channel, messages } from './messages/message-object.ts'
import { slackQuotas } from './quotas.ts'

/** Posts a Slack message per record, updates it, answers in threads and deletes it. */
export default defineDestination({
  id: 'slack',
  apiVersion: 1,
  title: 'Slack',
  vendor: { name: 'Slack', docs: 'https://docs.slack.dev/reference/methods' },
  config,
  auth: ({ botToken }) => bearer(botToken),
  network: { hosts: ({ baseUrl }) => [new URL(baseUrl).hostname] },
  quotas: (_connection, account) => slackQuotas(account?.id),
  check,
  discover,
  objects: { messages },
  dynamicObject: channel,
})
