import type { RunInfo } from '@revetl/sdk'
import type { LocalDatabase } from '../../local-database.ts'
import type { OpenDestination } from '../../open-connections.ts'
import { DriftTally } from '../../verify/drift-tally.ts'
import { readBack } from '../../verify/read-back.ts'
import { batchObject } from '../deliver-changes.ts'
import type { ReadableSync } from './readable-sync.ts'
import { sampledRecords } from './sample-table.ts'

interface ReadBackParts {
  readonly database: LocalDatabase
  readonly destination: OpenDestination
  readonly run: RunInfo
  readonly signal: AbortSignal
}

/** Reads the chosen records back, one lookup after the other. */
export async function readBackSample(
  { database, destination, run, signal }: ReadBackParts,
  { prepared, matchOn, fields, recordsMax }: ReadableSync,
): Promise<ReturnType<DriftTally['counts']>> {
  const tally = new DriftTally(fields)
  const object = batchObject(prepared)
  for await (const records of sampledRecords(database, recordsMax)) {
    signal.throwIfAborted()
    const scope = { run, signal }
    await readBack({ destination, object, matchOn, fields, scope }, records, tally)
  }
  return tally.counts()
}
