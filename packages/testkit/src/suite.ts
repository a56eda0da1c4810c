// The conformance checks as vitest tests; its own entry, so that the testkit itself needs no test runner.
import { describe, test } from 'vitest'
import { allChecks } from './conformance/checks/all-checks.ts'
import type { Conformance } from './conformance/define-conformance.ts'
import { PackageUnderTest } from './conformance/package/package-under-test.ts'
import { planJobs, type Job } from './conformance/run/plan-jobs.ts'
import { runJob } from './conformance/run/run-conformance.ts'
import { Subject, type AnyConnector } from './conformance/trial/subject.ts'

/** What a test file says of the connector that it tests. */
export interface SuiteOptions {
  readonly definition: AnyConnector
  readonly conformance: Conformance
  /** The built package: its files are checked too, and its code in a process of its own. */
  readonly packagePath?: string
  /** The ids of the checks to run, such as `R05`; default all. */
  readonly only?: readonly string[]
}

/**
 * Registers what the contract demands of every connector as tests of the file that awaits it. Expectations follow
 * from the definition: what it does not declare is skipped with a reason.
 */
export async function conformanceSuite({
  definition,
  conformance,
  packagePath,
  only,
}: SuiteOptions): Promise<void> {
  const given = packagePath === undefined ? undefined : await PackageUnderTest.open(packagePath)
  const subject = new Subject({ definition, conformance, package: given })
  // Each check has a test system of its own, and most of them wait more than they compute.
  describe.concurrent(`conformance of the ${definition.kind} ${definition.id}`, () => {
    const checks = allChecks.filter(({ id }) => only?.includes(id) ?? true)
    for (const job of planJobs(subject, checks)) register(job)
  })
}

const timeoutMs = 120_000

function register(job: Job): void {
  const { check, subject } = job
  const about = subject === undefined ? '' : `${subject}: `
  // oxlint-disable-next-line vitest/expect-expect -- a failure is thrown
  test(`${check.id} ${about}${check.title}`, { timeout: timeoutMs }, async (context) => {
    const { status, reason, failure } = await runJob(job)
    if (status === 'skipped') context.skip(`not applicable: ${reason}`)
    if (failure === undefined) return
    const text = [
      `Expected ${failure.expected}, got ${failure.got}.`,
      ...(failure.place ? [`${failure.place.file}:${failure.place.line}`] : []),
      ...(failure.fix ? [failure.fix] : []),
      `See ${failure.see}.`,
      `Sent:\n${failure.sent}`,
    ].join('\n')
    if (status === 'failed') throw new Error(text)
    await context.annotate(text, 'warning')
  })
}

export { defineConformance, type Conformance } from './conformance/define-conformance.ts'
export type { WriteCase } from './conformance/write-case.ts'
