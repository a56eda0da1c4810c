import { workTable } from '../local-database.ts'

/** The view through which a diff sees what was accepted. */
export const snapshotView = workTable('snapshot')

/** The key of every row of the model that has one and, where needed, the fingerprint of its match fields. */
export const modelKeysView = workTable('model_keys')

/** The same of rows that equal what was accepted and were not brought here, where a row that was can meet them. */
export const restKeysTable = workTable('rest_keys')

/** The keys of rows that were brought here and map to what was accepted. */
export const sameKeysTable = workTable('same_keys')

/** The keys, as text, of rows whose key is no key. */
export const badKeysTable = workTable('bad_keys')

/** Every row of the model, where the plan holds only those that differ. */
export const stagedTable = workTable('staged')

/** Keys that several rows have. */
export const duplicatesTable = workTable('duplicates')

/** Fingerprints of match fields that several rows have; only where a record is found by its match fields. */
export const twinsTable = workTable('twins')

/** The name of the table with the reject index of the sync. */
export const waitingName = 'waiting'

/** The reject index of the sync, as texts. */
export const waitingTable = workTable(waitingName)

/** Rows that are part of the plan and are not sent in this run, with the reason. */
export const unsentView = workTable('unsent')
