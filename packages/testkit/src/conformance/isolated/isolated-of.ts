import { CheckFailure } from '../checks/check-failure.ts'
import type { PackageUnderTest } from '../package/package-under-test.ts'
import { CannotRun, type Trial } from '../trial/trial.ts'
import type { IsolatedRun, IsolatedRuns } from './isolated-runs.ts'

/** The built package. @throws CannotRun where only the definition was given */
export function packageOf({ subject }: Trial): PackageUnderTest {
  if (subject.package !== undefined) return subject.package
  throw new CannotRun('only the definition was given, not the built package')
}

/** The processes in which the built package runs. @throws CannotRun */
export function isolatedOf(trial: Trial): IsolatedRuns {
  packageOf(trial)
  const { isolated } = trial.subject
  if (isolated !== undefined) return isolated
  throw new CannotRun('only the definition was given, not the built package')
}

/** What a child told before its end. @throws CheckFailure where it died */
export function reportOf<Report>({ report, exitCode, stderr }: IsolatedRun<Report>): Report {
  if (report !== undefined && exitCode === 0) return report
  throw new CheckFailure({
    expected: 'a process that ends by itself',
    got: `exit code ${exitCode}: ${stderr.slice(0, 500)}`,
  })
}
