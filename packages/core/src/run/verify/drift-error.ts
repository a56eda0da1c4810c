import { RevError } from '@revetl/sdk'
import type { Sync } from '../../project.ts'
import type { ReadBackReport, ReadBackRule } from '../../read-back-report.ts'

/** Why a run is not a success: more of what was read back differs or is missing than its sync allows. */
export function driftError(
  sync: Sync,
  { driftPercentMax }: ReadBackRule,
  { checked, differing, missing }: ReadBackReport,
): RevError | undefined {
  const drifted = differing + missing
  if (driftPercentMax === undefined || drifted * 100 <= checked * driftPercentMax) return undefined
  return new RevError(
    'REV_VERIFY_DRIFT',
    `Failed to find what ${sync.name} delivered: of ${checked} records that were read back ${differing} differ and ${missing} are missing. Expected at most ${driftPercentMax} %. What was accepted stays accepted.`,
    {
      place: sync.placeOf('verify'),
      hint: `See the fields with \`rev verify ${sync.name}\`, and send what the destination keeps.`,
    },
  )
}
