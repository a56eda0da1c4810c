// A destination that sends the records of a batch as one array, for tests of what crosses.
import { defineDestination, ok } from '@revetl/sdk'

export default defineDestination({
  id: 'records',
  apiVersion: 1,
  vendor: { name: 'Records' },
  config: {
    '~standard': { version: 1, vendor: 'rev', validate: (/** @type {any} */ value) => ({ value }) },
  },
  configJsonSchema: { type: 'object' },
  network: { hosts: ['127.0.0.1'] },
  check: async () => ({ account: { id: 'records' } }),
  discover: async () => ({ objects: [] }),
  objects: {
    things: {
      fields: {},
      isOpen: true,
      operations: {
        append: {
          batch: { recordsMax: 10, uniqueBy: 'none' },
          atomicity: 'per-record',
          resend: 'safe',
          write: async ({ changes }, { http, config }) => {
            const { url, order } = config
            const records = changes.map(({ json }) => json)
            if (order === 'turned') records.reverse()
            // What a request has no such part for does not cross.
            const stray = { bytes: 5, recordsBody: 'no' }
            const answer = await http.post(url, { body: `[${records.join(',')}]`, ...stray })
            if (answer.text() !== '{"ok":"é"}') throw new Error(answer.text())
            return changes.map((change) => ok(change))
          },
        },
      },
    },
  },
})
