import { apiKey, defineSource, quota, RevError } from '@revetl/sdk'
import { bodyOf } from './answers.ts'
import { readAccount } from './client.ts'
import { config } from './config.ts'
import { readModel } from './read-table.ts'
import { discoverTables, findTable } from './tables.ts'

/** Reads tables of Template CRM, a vendor that does not exist. */
export default defineSource({
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
    const { id } = bodyOf(await readAccount(ctx), 'the account')
    if (typeof id === 'string') return { account: { id } }
    throw new RevError('REV_HTTP_BODY', 'Failed to check: Template CRM names no account.')
  },
  discover: async (ctx) => ({ tables: await discoverTables(ctx) }),
  describe: async ({ model }, ctx) => (await findTable(model, ctx)).columns,
  read: readModel,
})
