import type { Destination } from '@revetl/sdk'
import type { Check, CheckEnd, CheckLevel, Skipped } from '../checks/check.ts'
import { SourceTrial } from '../trial/source-trial.ts'
import type { Subject } from '../trial/subject.ts'
import { CannotRun, Trial } from '../trial/trial.ts'
import { nameOfCase, type WriteCase } from '../write-case.ts'
import { WriteTrial } from '../trial/write-trial.ts'

/** One check for one case. */
export interface Job {
  readonly check: Check
  readonly level: CheckLevel
  /** The operation that it is about. */
  readonly subject?: string
  readonly run: () => Promise<Skipped | undefined | void>
  /** What was sent, once it ran. */
  readonly sent: () => string
}

/** Every run of every check that is about this connector, in the order of the list. */
export function planJobs(subject: Subject, checks: readonly Check[]): Job[] {
  const { kind } = subject.definition
  return checks
    .filter(({ kinds }) => kinds?.includes(kind) ?? true)
    .filter(({ isLive = false, level }) => !subject.isLive || isLive || level === 'L')
    .filter(({ level }) => subject.isLive || level !== 'L')
    .flatMap((check) => jobsOf(subject, check))
}

function jobsOf(subject: Subject, check: Check): readonly Job[] {
  const level = subject.isLive ? 'L' : check.level
  switch (check.about) {
    case 'package':
      return [
        {
          check,
          level,
          sent: () => subject.package?.folder ?? '',
          run: async () => {
            if (subject.package !== undefined) return check.run(subject.package)
            throw new CannotRun('only the definition was given, not the built package')
          },
        },
      ]
    case 'connector':
      return [jobOf(check, level, undefined, new Trial(subject), (trial) => check.run(trial))]
    case 'model':
      return subject.definition.kind === 'source'
        ? [jobOf(check, level, undefined, new SourceTrial(subject), (trial) => check.run(trial))]
        : []
    case 'operation': {
      const { conformance } = subject
      const all = conformance?.kind === 'destination' ? conformance.cases : []
      const cases = all.filter(({ operation }) => check.operations?.includes(operation) ?? true)
      return once(subject, cases, check.once).map((one) =>
        jobOf(check, level, nameOfCase(one), new WriteTrial(subject, one), (t) => check.run(t)),
      )
    }
  }
}

/** The cases that a check runs for, where one stands for others. */
function once(
  { definition }: Subject,
  cases: readonly WriteCase[],
  how: 'write' | 'connector' | undefined,
): readonly WriteCase[] {
  if (how === undefined) return cases
  if (how === 'connector') return cases.slice(0, 1)
  const seen = new Set<unknown>()
  return cases.filter(({ object, operation }) => {
    const { objects } = definition as Destination
    // A dynamic object may be written in a way of its own.
    const key = objects[object]?.operations[operation]?.write ?? `${operation} ${object}`
    return !seen.has(key) && seen.add(key)
  })
}

function jobOf<One extends Trial>(
  check: Check,
  level: CheckLevel,
  name: string | undefined,
  trial: One,
  run: (trial: One) => CheckEnd,
): Job {
  return {
    check,
    level,
    ...(name === undefined ? {} : { subject: name }),
    sent: () => trial.journal.text(),
    run: async () => {
      await using open = trial
      return await run(open)
    },
  }
}
