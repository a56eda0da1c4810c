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
  identifier: string,
): readonly BulkVerdict[] {
  const find = finderOf(sent, identifier)
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
 * Finds the change that an error is about: by the profile that it repeats, and first by the identifier that no two
 * changes share. An error that repeats no profile is about the place that it points at.
 */
function finderOf(
  sent: readonly Change[],
  identifier: string,
): (error: ImportError) => string | undefined {
  const names = [identifier, ...identifiers.filter((name) => name !== identifier)]
  const maps = names.map((name) => [name, idsBy(sent, name)] as const)
  return ({ original_payload: payload, source }) => {
    const keys = names.map((name) => keyOf(name, identifierIn(payload ?? {}, name)))
    if (keys.some((key) => key !== '')) {
      return maps.map(([, ids], index) => ids.get(keys[index] ?? '')).find((id) => id !== undefined)
    }
    const [, place] = /\/profiles\/data\/(\d+)(?:\/|$)/.exec(source?.pointer ?? '') ?? []
    return place === undefined ? undefined : sent[Number(place)]?.id
  }
}

/** Ids of changes by an identifier; one that several share leads to none of them. */
function idsBy(sent: readonly Change[], name: string): ReadonlyMap<string, string | undefined> {
  const ids = new Map<string, string | undefined>()
  for (const { id, fields } of sent) {
    const key = keyOf(name, fields[name])
    ids.set(key, ids.has(key) || key === '' ? undefined : id)
  }
  return ids
}

/** The payload is a profile, its attributes beside its id or apart from it. */
function identifierIn(payload: Readonly<Record<string, unknown>>, name: string): string | null {
  const { attributes } = payload
  const nested =
    typeof attributes === 'object' ? (attributes as Record<string, unknown> | null) : {}
  const value = payload[name] ?? nested?.[name]
  return typeof value === 'string' ? value : null
}
