import { isRevError } from '@revetl/sdk'
import { allChecks } from '../checks/all-checks.ts'
import { AssertionError } from 'node:assert'
import type { Check } from '../checks/check.ts'
import { CheckFailure, show, type FailureDetails } from '../checks/check-failure.ts'
import { tierOf, type CheckResult, type ConnectorReport } from '../report/conformance-report.ts'
import type { Conformance } from '../define-conformance.ts'
import type { PackageUnderTest } from '../package/package-under-test.ts'
import { planJobs, type Job } from './plan-jobs.ts'
import { Subject, type AnyConnector } from '../trial/subject.ts'
import { CannotRun } from '../trial/trial.ts'

/** What is to be checked, and how much of it. */
export interface ConformanceRun {
  readonly definition: AnyConnector
  readonly conformance: Conformance | undefined
  /** Absent where only the definition is there, not the built package. */
  readonly package?: PackageUnderTest | undefined
  /** Only checks with these ids. */
  readonly only?: readonly string[]
  /** Also those of level L, on a real account. */
  readonly isLive?: boolean
  /** Checks that run at once; default 4. */
  readonly inFlightMax?: number
  readonly onResult?: (result: CheckResult) => void
}

/** Runs the suite. Never throws for what is wrong with the connector. */
export async function runConformance(run: ConformanceRun): Promise<ConnectorReport> {
  const startedMs = Date.now()
  const subject = subjectOf(run, false)
  const checks = allChecks.filter(({ id }) => run.only?.includes(id) ?? true)
  const jobs = planJobs(subject, checks)
  if (run.isLive === true) jobs.push(...planJobs(subjectOf(run, true), checks))
  const results: CheckResult[] = []
  const waiting = jobs.entries()
  const work = async (): Promise<void> => {
    for (const [place, job] of waiting) {
      const result = await runJob(job)
      results[place] = result
      run.onResult?.(result)
    }
  }
  await Promise.all(Array.from({ length: run.inFlightMax ?? 4 }, work))
  const count = (status: CheckResult['status']) =>
    results.filter((one) => one.status === status).length
  const { kind, id } = run.definition
  return {
    package: run.package?.name ?? id,
    version: run.package?.version ?? '0.0.0',
    kind,
    id,
    ...tierOf({
      results,
      isUnspoiled: subject.isUnspoiled,
      liveAtMs: run.isLive === true ? startedMs : undefined,
      nowMs: startedMs,
    }),
    passed: count('passed'),
    failed: count('failed'),
    warned: count('warned'),
    skipped: count('skipped'),
    results,
    at: new Date(startedMs).toISOString(),
  }
}

function subjectOf({ definition, conformance, package: given }: ConformanceRun, isLive: boolean) {
  return new Subject({ definition, conformance, package: given, isLive })
}

/** Runs one check for one case. */
export async function runJob(job: Job): Promise<CheckResult> {
  const { check, subject, level, run, sent } = job
  const startedMs = performance.now()
  const { id, title, severity } = check
  const info = { id, title, level, severity, ...(subject === undefined ? {} : { subject }) }
  const end = (rest: Pick<CheckResult, 'status'> & Partial<CheckResult>): CheckResult => ({
    ...info,
    ...rest,
    durationMs: Math.round(performance.now() - startedMs),
  })
  try {
    const skipped = await run()
    return end(skipped ? { status: 'skipped', reason: skipped.skipped } : { status: 'passed' })
  } catch (error) {
    if (error instanceof CannotRun) {
      const isBlocked = error.isBlocked ? { isBlocked: true as const } : {}
      return end({ status: 'skipped', reason: error.message, ...isBlocked })
    }
    const status = severity === 'must' ? 'failed' : 'warned'
    return end({ status, failure: { ...detailsOf(error, check), sent: sent(), see: seeOf(check) } })
  }
}

function detailsOf(error: unknown, check: Check): FailureDetails {
  if (error instanceof CheckFailure) return error.details
  const got = isRevError(error) ? `${error.code}: ${error.message}` : show(error)
  const expected = error instanceof AssertionError ? error.message : check.title
  return { expected, got }
}

const seeOf = ({ id }: Check): string => `docs/connectors/conformance.md#${id.toLowerCase()}`
