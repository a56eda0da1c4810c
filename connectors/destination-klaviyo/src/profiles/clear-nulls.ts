import {
  outcomeByStatus,
  perRecord,
  type Batch,
  type Change,
  type Outcome,
  type RunContext,
} from '@revetl/sdk'
import { klaviyoReason } from '../refusals.ts'
import { importProfile } from '../client.ts'
import type { Config } from '../config.ts'
import { findProfiles, valueOf } from './find-profiles.ts'
import { keyFor, valuesOf } from './prepare.ts'
import { toClearing } from './profile-input.ts'

const nullsOf = ({ fields }: Change): readonly string[] =>
  Object.keys(fields).filter((name) => fields[name] === null)

/**
 * Clears the fields that are null, which an import cannot: "does not support setting fields to null to clear them":
 * https://developers.klaviyo.com/en/docs/use_klaviyos_bulk_profile_import_api (read 2026-11-27). Profiles are looked at
 * first, a hundred a request, so that only those that have a value to clear take a request of their own.
 * @returns the outcomes of the changes that were not cleared
 */
export async function clearNulls(
  batch: Batch,
  taken: readonly Change[],
  ctx: RunContext<Config>,
): Promise<readonly Outcome[]> {
  const [identifier = 'email'] = batch.matchOn
  const withNulls = taken.filter((change) => nullsOf(change).length > 0)
  if (withNulls.length === 0) return []
  const fields = [...new Set(withNulls.flatMap(nullsOf))]
  const found = await findProfiles(ctx, identifier, {
    values: withNulls.map((change) => keyFor(batch, change)),
    fields,
  })
  const changes = withNulls.filter((change) => {
    const profile = found.get(keyFor(batch, change))
    return profile && nullsOf(change).some((name) => valueOf(profile, name) !== null)
  })
  if (changes.length === 0) return []
  const outcomes = await clearEach({ ...batch, changes }, ctx)
  return outcomes.filter(({ status }) => status !== 'ok')
}

const clearEach = perRecord(async (change: Change, ctx: RunContext<Config>, { matchOn }: Batch) => {
  const response = await importProfile(ctx, toClearing(valuesOf(change), matchOn))
  return outcomeByStatus(change, response, { explain: klaviyoReason, effect: 'updated' })
})
