import type { ConnectorPin } from '../lock-file.ts'
import type { Candidate } from './candidate.ts'
import { furtherGrants, type Granting } from './grants.ts'

/** Why a version is not installed unless the user says so. */
export const refusalReasons = ['young', 'yanked', 'changed', 'wider'] as const

/** One of the reasons. */
export type RefusalReason = (typeof refusalReasons)[number]

/** A reason with what it is about. */
export interface Refusal {
  readonly reason: RefusalReason
  readonly message: string
}

const hourMs = 3_600_000

/** A stolen account is mostly noticed within that time. */
export const ageHoursMin = 72

/** What a version is judged by. */
export interface JudgedBy {
  /** Milliseconds since 1970. */
  readonly nowMs: number
  readonly pin: ConnectorPin | undefined
  /** The version that is installed. */
  readonly current: Granting | undefined
}

/** Everything that speaks against a version; pure. */
export function refusalsOf(
  candidate: Candidate,
  { nowMs, pin, current }: JudgedBy,
): readonly Refusal[] {
  return [
    ...young(candidate, nowMs),
    ...yanked(candidate),
    ...changed(candidate, pin),
    ...wider(candidate, current),
  ]
}

function young({ publishedAt }: Candidate, nowMs: number): readonly Refusal[] {
  const ageMs = publishedAt === undefined ? NaN : nowMs - Date.parse(publishedAt)
  if (ageMs >= ageHoursMin * hourMs) return []
  const message = Number.isNaN(ageMs)
    ? 'the registry does not tell when it was published'
    : `it was published ${Math.max(0, Math.floor(ageMs / hourMs))} hours ago, which is less than ${ageHoursMin}`
  return [{ reason: 'young', message }]
}

function yanked({ indexed, deprecated }: Candidate): readonly Refusal[] {
  const why = indexed?.yanked ?? /^\s*yanked\b[:\s]*(.*)$/is.exec(deprecated ?? '')?.[1]
  return why === undefined
    ? []
    : [{ reason: 'yanked', message: `it was yanked: ${why || 'no reason given'}` }]
}

function changed(candidate: Candidate, pin: ConnectorPin | undefined): readonly Refusal[] {
  const { indexed, integrity, manifestHash, version } = candidate
  return [
    ...(indexed === undefined || indexed.integrity === integrity
      ? []
      : [refusal('its tarball is not the one in the index')]),
    ...(indexed === undefined || indexed.manifest === manifestHash
      ? []
      : [refusal('its manifest is not the one in the index')]),
    ...(pin === undefined || pin.version !== version
      ? []
      : pinRefusals(candidate, pin).map(refusal)),
  ]
}

function pinRefusals({ integrity, manifestHash }: Candidate, pin: ConnectorPin): string[] {
  if (pin.integrity !== undefined && pin.integrity !== integrity) {
    return [
      'its tarball is not the one in rev.lock: the same version was published twice, or somebody changed it',
    ]
  }
  return pin.manifest === manifestHash ? [] : ['its manifest is not the one in rev.lock']
}

const refusal = (message: string): Refusal => ({ reason: 'changed', message })

/** Somebody agreed to what the installed version asks for, and to no more. */
function wider(candidate: Candidate, current: Granting | undefined): readonly Refusal[] {
  const further = current === undefined ? [] : furtherGrants(current, candidate)
  if (further.length === 0) return []
  const message = `it asks for what the installed version does not: ${further.join(', ')}`
  return [{ reason: 'wider', message }]
}
