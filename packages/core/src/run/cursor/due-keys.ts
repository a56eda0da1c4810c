import type { Value } from '@revetl/sdk'
import type { IndexedReject } from '../../ledger.ts'

// A condition with more keys than these is longer than some databases take.
const keysMax = 500

/** Keys of records that a run has to see whatever their cursor says: their next try is due, or their fate was told. */
export async function dueKeys(
  rejects: AsyncIterable<readonly IndexedReject[]>,
  nowMs: number,
): Promise<readonly (readonly Value[])[]> {
  let due: { readonly key: readonly Value[]; readonly lastAt: string }[] = []
  for await (const page of rejects) {
    due.push(...page.filter((entry) => isDue(entry, nowMs) && !hasNull(entry)))
    if (due.length > keysMax) {
      // The latest first: records that left the model are asked for again and again, and must not keep others back.
      due = due.toSorted((a, b) => b.lastAt.localeCompare(a.lastAt, 'en')).slice(0, keysMax)
    }
  }
  return due.map(({ key }) => key)
}

function isDue({ state, retryAt }: IndexedReject, nowMs: number): boolean {
  if (state === 'accepted') return true
  if (state !== 'rejected' && state !== 'skipped') return false
  return retryAt === undefined || Date.parse(retryAt) <= nowMs
}

/** A bad key is no record's; it is found again when everything is read. */
function hasNull({ key }: IndexedReject): boolean {
  return key.includes(null)
}
