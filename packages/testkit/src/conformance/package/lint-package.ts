import { allChecks } from '../checks/all-checks.ts'
import { isLocalPackage, restrictedUses } from '../checks/package/package-code-checks.ts'
import type { FailureDetails, FindingPlace } from '../checks/check-failure.ts'
import type { CheckResult } from '../report/conformance-report.ts'
import { PackageUnderTest } from './package-under-test.ts'
import { runJob } from '../run/run-conformance.ts'

/** Something that is wrong with a file of a connector's package. */
export interface LintFinding extends FailureDetails {
  /** The check that it fails. */
  readonly id: string
  readonly severity: 'must' | 'should'
  readonly place: FindingPlace
}

/**
 * What is wrong with the files of a package, each with its place: the static checks of the suite, and every use of what
 * a connector may not reach for, in its sources. Runs nothing of it and needs no build.
 */
export async function lintPackage(folder: string): Promise<readonly LintFinding[]> {
  const subject = await PackageUnderTest.open(folder)
  const results: CheckResult[] = []
  for (const check of allChecks) {
    if (check.about !== 'package') continue
    const run = async () => check.run(subject)
    results.push(await runJob({ check, level: check.level, run, sent: () => '' }))
  }
  const isLocal = await isLocalPackage(subject)
  const uses = (await subject.sources()).flatMap((file) => restrictedUses(file, isLocal))
  return [
    ...results.flatMap(({ id, severity, failure }) => {
      // Of the compiled code the sources say more.
      if (failure === undefined || (id === 'P12' && uses.length > 0)) return []
      const { expected, got, fix, place = { file: 'package.json', line: 1 } } = failure
      return [{ id, severity, expected, got, place, ...(fix === undefined ? {} : { fix }) }]
    }),
    ...uses.map((use) => ({
      ...use,
      id: 'P12',
      severity: 'must' as const,
      place: use.place ?? { file: 'src', line: 1 },
    })),
  ]
}
