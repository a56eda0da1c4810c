import * as z from 'zod'
import {
  bearer,
  defineDestination,
  defineSource,
  field,
  object,
  ok,
  secret,
} from '../../src/index.ts'

const config = z.object({ token: secret(z.string()), region: z.enum(['eu', 'us']).default('eu') })
const fields = { email: field('string', { unique: true, maxLength: 254 }), age: field('integer') }

/** A destination that uses every part of a manifest. */
export const acme = defineDestination({
  id: 'acme',
  apiVersion: 1,
  vendor: { name: 'Acme', docs: 'https://example.com/docs', api: { version: '3' } },
  config,
  auth: ({ token }) => bearer(token),
  network: { hosts: ['api.example.com', '*.example.com'] },
  check: async () => ({ account: { id: '1' } }),
  discover: async () => ({ objects: [] }),
  objects: {
    contacts: object(config, {
      title: 'Contacts',
      fields,
      lookup: async () => [],
      visibleAfterMs: 60_000,
      operations: {
        upsert: {
          matchOn: [['email']],
          batch: { recordsMax: 100, bytesMax: 1_000_000 },
          atomicity: 'per-record',
          resend: 'reconcile',
          sends: 'changed',
          write: async ({ changes }) => changes.map((change) => ok(change)),
        },
      },
    }),
  },
  dynamicObject: object(config, {
    fields: {},
    isOpen: true,
    operations: {
      replace: {
        batch: { recordsMax: 1000, uniqueBy: 'none' },
        atomicity: 'all-or-nothing',
        resend: 'unsafe',
        session: { open: async () => {}, commit: async () => {}, abort: async () => {} },
        write: async ({ changes }) => changes.map((change) => ok(change)),
      },
    },
  }),
})

/** A source with the least it needs. */
export const files = defineSource({
  id: 'acme-files',
  apiVersion: 1,
  vendor: { name: 'Acme files' },
  config: z.object({ path: z.string() }),
  network: { hosts: [] },
  check: async () => ({ account: { id: '1' } }),
  discover: async () => ({ tables: [] }),
  describe: async () => [],
  read: async () => ({
    columns: [],
    chunks: (async function* () {
      yield* []
      return { rows: 0 }
    })(),
  }),
})
