import {
  prepareChanges,
  RevError,
  type Batch,
  type Change,
  type PreparedChanges,
  type ValueRecord,
} from '@revetl/sdk'
import { keyOf } from './find-profiles.ts'
import { toProfile, type ProfileInput } from './profile-input.ts'

// 100 KB a profile: https://developers.klaviyo.com/en/v2026-07-15/reference/bulk_import_profiles (read 2026-11-27)
const profileBytesMax = 102_400

/** The values of a change, whichever type its object has. */
export const valuesOf = ({ fields }: Change): ValueRecord => fields as ValueRecord

/** The key of a change by what the batch is matched on. */
export function keyFor({ matchOn: [identifier = 'email'] }: Batch, change: Change): string {
  return keyOf(identifier, valuesOf(change)[identifier])
}

/** The profiles of a batch; the same batch gives the same ones. Two emails that differ in case are one profile. */
export function prepareProfiles(batch: Batch): PreparedChanges<Change, ProfileInput> {
  const [identifier = 'email'] = batch.matchOn
  return prepareChanges(batch.changes, {
    keyOf: (change) => keyFor(batch, change),
    toInput: (change) => {
      if (keyFor(batch, change) === '') {
        const message = `${identifier} has no value, so the profile cannot be found.`
        throw new RevError('REV_VALUE_INVALID', message)
      }
      const input = toProfile(valuesOf(change))
      const bytes = new TextEncoder().encode(JSON.stringify(input)).length
      if (bytes <= profileBytesMax) return input
      const message = `The profile has ${bytes} bytes; Klaviyo takes ${profileBytesMax}.`
      throw new RevError('REV_RECORD_TOO_LARGE', message)
    },
  })
}
