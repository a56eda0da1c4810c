import type { CheckInfo, ConnectorKind } from '../checks/check.ts'
import type { FailureDetails } from '../checks/check-failure.ts'

/** What is wrong, for somebody who has to mend it. */
export interface ReportedFailure extends FailureDetails {
  /** What the check had sent. */
  readonly sent: string
  /** Where the documents say so. */
  readonly see: string
}

/** What one check came to, for one case where it is about operations. */
export interface CheckResult extends Pick<CheckInfo, 'id' | 'title' | 'level' | 'severity'> {
  /** The operation or model that it was about. */
  readonly subject?: string
  /** A failed `should` is `warned`. */
  readonly status: 'passed' | 'failed' | 'warned' | 'skipped'
  /** Why it was skipped. */
  readonly reason?: string
  /** Whether it was skipped because something was not there that it needs. */
  readonly isBlocked?: true
  readonly failure?: ReportedFailure
  readonly durationMs: number
}

/** How far a connector is trusted; computed from the results alone. */
export type Tier = 'none' | 'bronze' | 'silver' | 'gold'

/** The results of one connector. */
export interface ConnectorReport {
  readonly package: string
  readonly version: string
  readonly kind: ConnectorKind
  readonly id: string
  readonly tier: Tier
  /** What keeps it from the next tier. */
  readonly tierReason: string
  readonly passed: number
  readonly failed: number
  readonly warned: number
  readonly skipped: number
  readonly results: readonly CheckResult[]
  /** When the checks ran, ISO 8601. */
  readonly at: string
}

const dayMs = 86_400_000

/** What a tier is computed from. */
export interface TierInput {
  readonly results: readonly CheckResult[]
  /** Whether its traffic went through the gateway although no simulator was given to spoil it. */
  readonly isUnspoiled: boolean
  /** When the live checks ran, milliseconds since 1970. */
  readonly liveAtMs: number | undefined
  readonly nowMs: number
}

/** bronze: nothing of S and X fails · silver: and nothing of M · gold: and nothing of L, within 30 days. */
export function tierOf(input: TierInput): { readonly tier: Tier; readonly tierReason: string } {
  const { results, isUnspoiled, liveAtMs, nowMs } = input
  const failed = (...levels: string[]) =>
    results.find(({ status, level }) => status === 'failed' && levels.includes(level))
  const passed = (level: string) =>
    results.some((one) => one.status === 'passed' && one.level === level)
  const stop = (tier: Tier, tierReason: string) => ({ tier, tierReason })
  const early = failed('S', 'X')
  if (early) return stop('none', `${early.id} fails: ${early.title}`)
  if (!passed('S') || !passed('X')) return stop('none', 'the built package was not checked')
  const middle = failed('M')
  if (middle) return stop('bronze', `${middle.id} fails: ${middle.title}`)
  const blocked = results.find(({ level, isBlocked }) => level === 'M' && isBlocked)
  if (blocked) return stop('bronze', `${blocked.id} could not run: ${blocked.reason}`)
  if (!passed('M')) return stop('bronze', 'nothing was tried against a simulated vendor')
  if (isUnspoiled) {
    return stop(
      'bronze',
      'it speaks HTTP, and its conformance file starts no simulator to spoil it',
    )
  }
  const late = failed('L')
  if (late) return stop('silver', `${late.id} fails: ${late.title}`)
  if (liveAtMs === undefined || nowMs - liveAtMs > 30 * dayMs || !passed('L')) {
    return stop('silver', 'it was not tried on a live account within 30 days')
  }
  return stop('gold', 'every level is green')
}
