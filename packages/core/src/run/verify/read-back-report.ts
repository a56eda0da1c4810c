import type { ReadBackReport } from '../../read-back-report.ts'
import type { DriftTally } from '../../verify/drift-tally.ts'
import type { ReadableSync } from './readable-sync.ts'
import type { Sample } from './sample-snapshot.ts'

/** What is told of a read-back. */
export function readBackReport(
  { prepared: { sync } }: ReadableSync,
  { delivered, ...notCompared }: Sample,
  { unmatched, ...counts }: ReturnType<DriftTally['counts']>,
  notes: readonly string[],
): ReadBackReport {
  return {
    sync: sync.name,
    destination: sync.destination.name,
    object: sync.object,
    delivered,
    ...counts,
    notCompared: { ...notCompared, unmatched },
    notes,
  }
}
