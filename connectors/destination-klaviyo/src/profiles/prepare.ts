import {
  errorMessage,
  rejected,
  retry,
  type Batch,
  type Change,
  type Outcome,
  type ValueRecord,
} from '@revetl/sdk'
import { keyOf } from './find-profiles.ts'
import { toProfile } from './profile-input.ts'

// 100 KB a profile: https://developers.klaviyo.com/en/v2026-07-15/reference/bulk_import_profiles (read 2026-11-27)
const profileBytesMax = 102_400

/** The values of a change, whichever type its object has. */
export const valuesOf = ({ fields }: Change): ValueRecord => fields as ValueRecord

/** The changes that can be sent, and what is known of the others already. The same batch gives the same ones. */
export function prepareBatch(batch: Batch): {
  readonly sent: readonly Change[]
  readonly settled: readonly Outcome[]
} {
  const taken = new Set<string>()
  const settled: Outcome[] = []
  const sent = batch.changes.filter((change) => {
    const refusal = refuse(batch, change, taken)
    if (refusal !== undefined) settled.push(refusal)
    return refusal === undefined
  })
  return { sent, settled }
}

function refuse({ matchOn }: Batch, change: Change, taken: Set<string>): Outcome | undefined {
  const [identifier = 'email'] = matchOn
  const code = 'REV_VALUE_INVALID'
  try {
    const key = keyOf(identifier, valuesOf(change)[identifier])
    if (key === '') {
      const message = `${identifier} has no value, so the profile cannot be found.`
      return rejected(change, { code, message, field: identifier })
    }
    // Two emails that differ in case are one profile, and a job promises no order.
    if (taken.has(key)) {
      return retry(change, { message: `Another record of the batch has the same ${identifier}.` })
    }
    const bytes = new TextEncoder().encode(JSON.stringify(toProfile(valuesOf(change)))).length
    if (bytes > profileBytesMax) {
      const message = `The profile has ${bytes} bytes; Klaviyo takes ${profileBytesMax}.`
      return rejected(change, { code: 'REV_RECORD_TOO_LARGE', message })
    }
    taken.add(key)
    return undefined
  } catch (error) {
    return rejected(change, { code, message: errorMessage(error) })
  }
}
