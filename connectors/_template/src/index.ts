import { apiKey, authError, defineDestination, quota, RevError } from '@revetl/sdk'
import { readAccount } from './client.ts'
import { config } from './config.ts'
import { people } from './people.ts'

/** Delivers changes to people in Template CRM, a vendor that does not exist. */
export default defineDestination({
  id: 'template',
  apiVersion: 1,
  title: 'Template CRM',
  vendor: { name: 'Template CRM', docs: 'https://api.template.example.com/docs' },
  config,
  auth: ({ apiKey: key }) => apiKey({ header: 'x-api-key' }, key),
  network: { hosts: ({ baseUrl }) => [new URL(baseUrl).hostname] },
  // 100 requests in ten seconds: https://api.template.example.com/docs/limits (read 2026-11-22)
  quotas: (_config, account) => [
    quota({ id: `template:${account?.id ?? 'unchecked'}`, requests: 100, perMs: 10_000 }),
  ],
  check: async (ctx) => {
    const response = await readAccount(ctx)
    if (response.status === 403) throw authError('Failed to check: the key may not be used.')
    const account = response.json()
    if (typeof account === 'object' && account !== null && 'id' in account) {
      if (typeof account.id === 'string') return { account: { id: account.id } }
    }
    throw new RevError('REV_HTTP_BODY', 'Failed to check: Template CRM names no account.')
  },
  discover: async () => ({ objects: [{ name: 'people', fields: people.fields }] }),
  objects: { people },
})
