import { apiVersion, defineDestination, object } from '@revetl/sdk'
import { postgresServer, serverAddress } from '@revetl/sdk/sql'
import { checkConnection } from './check-connection.ts'
import { configSchema } from './config.ts'
import { closeDatabase } from './database.ts'
import { discoverObjects } from './discover-objects.ts'
import { replaceSession, writeReplacement } from './replace-table.ts'
import { writeBatch } from './write-batch.ts'

// 1,000 records a statement: more are hardly faster, and fewer have to be sent again when one is at fault.
const batch = { recordsMax: 1_000, bytesMax: 16 << 20 }

const byMatch = {
  batch,
  atomicity: 'per-record',
  resend: 'safe',
  inFlightMax: 4,
  write: writeBatch,
} as const

/** Delivers changes to PostgreSQL tables, a batch in one statement and one transaction. */
export default defineDestination({
  id: 'postgres',
  apiVersion,
  title: 'PostgreSQL',
  vendor: { name: 'PostgreSQL', docs: 'https://www.postgresql.org/docs/current/' },
  config: configSchema,
  network: { hosts: (config) => [serverAddress(config, postgresServer).host] },
  permissions: { net: true },
  check: checkConnection,
  discover: discoverObjects,
  objects: {},
  dynamicObject: object(configSchema, {
    title: 'Table',
    description: 'A table; its unique indexes say by which columns rows are found.',
    fields: {},
    isOpen: true,
    operations: {
      upsert: byMatch,
      update: { ...byMatch, sends: 'changed' },
      create: byMatch,
      delete: byMatch,
      append: {
        ...byMatch,
        batch: { ...batch, uniqueBy: 'none' },
        // A row that was inserted cannot be told from one that was not.
        resend: 'unsafe',
      },
      replace: {
        ...byMatch,
        batch: { ...batch, uniqueBy: 'none' },
        // One transaction is one connection.
        inFlightMax: 1,
        session: replaceSession,
        write: writeReplacement,
      },
    },
  }),
  close: closeDatabase,
})
