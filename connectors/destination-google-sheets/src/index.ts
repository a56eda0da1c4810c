import { apiVersion, defineDestination, object } from '@revetl/sdk'
import { appendRows } from './append/append-rows.ts'
import { check } from './check.ts'
import { config } from './config.ts'
import { credentials } from './credentials.ts'
import { discover } from './discover.ts'
import { sheetsQuotas } from './quotas.ts'
import { replaceSession, stageRows } from './replace/replace-tab.ts'
import { lookupRows } from './rows/lookup-rows.ts'
import { writeRows } from './rows/write-rows.ts'

// "We recommend a 2 MB maximum payload", and a record grows about threefold on its way:
// https://developers.google.com/workspace/sheets/api/limits (read 2026-11-27)
const bytesMax = 600_000

const keyed = {
  batch: { recordsMax: 1000, bytesMax },
  atomicity: 'all-or-nothing',
  // Rows are looked for anew each time.
  resend: 'safe',
  // Row numbers hold until something is appended or deleted.
  inFlightMax: 1,
  write: writeRows,
} as const

const bulk = { recordsMax: 5000, bytesMax, uniqueBy: 'none' } as const

/** Delivers changes to the tabs of a Google spreadsheet. */
export default defineDestination({
  id: 'google-sheets',
  apiVersion,
  title: 'Google Sheets',
  vendor: {
    name: 'Google',
    docs: 'https://developers.google.com/workspace/sheets/api/reference/rest',
    api: { version: 'v4' },
  },
  config,
  auth: credentials,
  network: {
    hosts: ({ baseUrl, tokenUrl }) => [new URL(baseUrl).hostname, new URL(tokenUrl).hostname],
  },
  quotas: sheetsQuotas,
  check,
  discover,
  objects: {},
  dynamicObject: object(config, {
    title: 'Tab',
    description: 'A tab, whose first row names its columns. Rows are found by any of them.',
    fields: {},
    isOpen: true,
    operations: {
      upsert: keyed,
      update: keyed,
      create: keyed,
      delete: keyed,
      append: {
        batch: bulk,
        atomicity: 'all-or-nothing',
        // The request notes its key on the tab.
        resend: 'key',
        inFlightMax: 1,
        write: appendRows,
      },
      replace: {
        batch: bulk,
        atomicity: 'all-or-nothing',
        resend: 'safe',
        inFlightMax: 1,
        session: replaceSession,
        write: stageRows,
      },
    },
    lookup: lookupRows,
  }),
})
