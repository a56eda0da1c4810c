import { field, object } from '@revetl/sdk'
import { config } from './config.ts'
import { lookUpRecords } from './records/lookup.ts'
import { deleteRecords, updateRecords, writeRecords } from './records/write.ts'

// Salesforce makes a batch of every 10,000 records of a job, and 15,000 batches a day are all there are, so that more in
// a job save nothing:
// https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_bulk_v2/datafiles_understanding_bulk2_ingest.htm
// (read 2026-11-27). A job's results repeat its content and come in one answer, of which the gateway takes 8 MiB: 4 MB
// leave room for a reason beside each of 10,000 records, and are far below the 100 MB of an upload.
const batch = { recordsMax: 10_000, bytesMax: 4_000_000, uniqueBy: 'matchKey' } as const

const shared = { batch, atomicity: 'per-record', resend: 'safe', inFlightMax: 4 } as const

/** Any object of the org, standard or custom; what it has is discovered. */
export const sobject = object(config, {
  title: 'sObject',
  description: 'Any object of the org, by its API name.',
  fields: {
    Id: field('string', {
      title: 'Record ID',
      description: "Salesforce's own id of a record; to match by, never to write.",
      unique: true,
    }),
  },
  isOpen: true,
  operations: {
    upsert: { ...shared, write: writeRecords },
    update: { ...shared, sends: 'changed', write: updateRecords },
    // Without a unique external id nothing tells a record that was created from one that was not.
    create: { ...shared, resend: 'unsafe', write: writeRecords },
    delete: { ...shared, write: deleteRecords },
  },
  lookup: lookUpRecords,
})
