import { rejected, type BulkVerdict, type Change } from '@revetl/sdk'
import { type ImportError, type JobCounts } from '../answers.ts'
import { fieldOf } from '../refusals.ts'
import { keyOf } from './find-profiles.ts'
import { identifiers } from './profile-fields.ts'

/**
 * How many profiles of a job Klaviyo says it took: all that did not fail. `undefined` where its counts contradict
 * each other; whether `completed_count` has the failed ones in it is not documented, so both are taken.
 */
export function takenCount(counts: JobCounts, sentCount: number): number | undefined {
  const { total_count: total, completed_count: completed, failed_count: failed } = counts
  const addsUp = total === sentCount && (completed === total || completed === total - failed)
  return addsUp ? total - failed : undefined
}

/** One verdict for each change that an import did not take; an error that leads to no change is left out. */
export function importVerdicts(
  sent: readonly Change[],
  errors: readonly ImportError[],
): readonly BulkVerdict[] {
  const find = finderOf(sent)
  const verdicts = new Map<string, BulkVerdict>()
  for (const error of errors) {
    const id = find(error)
    if (id === undefined || verdicts.has(id)) continue
    const field = fieldOf(error.source?.pointer)
    verdicts.set(id, {
      at: id,
      outcome: (change) =>
        rejected(change, {
          message: error.detail || error.title,
          vendorCode: error.code,
          ...(field === undefined ? {} : { field }),
        }),
    })
  }
  return [...verdicts.values()]
}

/**
 * Finds the change that an error is about: by the identifiers in the profile that it repeats, else by the place that
 * it points at. An import error points at `/data` where it has no better place.
 */
function finderOf(sent: readonly Change[]): (error: ImportError) => string | undefined {
  const maps = identifiers.map((name) => {
    const ids = new Map<string, string>()
    for (const { id, fields } of sent) ids.set(keyOf(name, fields[name]), id)
    ids.delete('')
    return [name, ids] as const
  })
  return ({ original_payload: payload, source }) => {
    for (const [name, ids] of maps) {
      const id = ids.get(keyOf(name, identifierIn(payload ?? {}, name)))
      if (id !== undefined) return id
    }
    const [, place] = /\/profiles\/data\/(\d+)(?:\/|$)/.exec(source?.pointer ?? '') ?? []
    return place === undefined ? undefined : sent[Number(place)]?.id
  }
}

/** The payload is a profile, its attributes beside its id or apart from it. */
function identifierIn(payload: Readonly<Record<string, unknown>>, name: string): string | null {
  const { attributes } = payload
  const nested =
    typeof attributes === 'object' ? (attributes as Record<string, unknown> | null) : {}
  const value = payload[name] ?? nested?.[name]
  return typeof value === 'string' ? value : null
}
