import { errorCodes, isRevError } from '@revetl/sdk'
import type { ConnectorCheck, WriteCheck } from '../check.ts'
import { expectNone, expectSame, expectThat } from '../check-failure.ts'
import { isolatedOf, reportOf } from '../../isolated/isolated-of.ts'
import { probeCases } from '../../isolated/probe-cases.ts'
import type { ExerciseReport } from '../../isolated/probe-protocol.ts'
import { deadConfig } from '../account/unreachable.ts'
import { strike } from '../../trial/strike.ts'
import { WriteTrial } from '../../trial/write-trial.ts'

/** What a connector owes the host when everything fails. */
export const contractChecks: readonly ConnectorCheck[] = [
  {
    id: 'F13',
    title:
      'without a network every call ends with an error of rev or complete outcomes, and no record is ok',
    level: 'X',
    severity: 'must',
    kinds: ['destination'],
    about: 'connector',
    run: async (trial) => {
      const { cases } = await withoutNetwork(trial)
      const untyped = cases.filter(({ isTyped }) => !isTyped)
      expectNone(
        untyped.map(({ name, error }) => `${name}: ${error}`),
        'errors with a code',
      )
      const ok = cases.filter(({ name, statuses }) => name !== 'check' && statuses.includes('ok'))
      expectNone(
        ok.map(({ name }) => name),
        'no record ok without a network',
      )
    },
  },
]

/** What a connector owes the host for each id. */
export const outcomeChecks: readonly WriteCheck[] = [
  {
    id: 'F14',
    title:
      'whatever the vendor answers, a write gives one outcome for each id, or throws an error of rev',
    level: 'X',
    severity: 'must',
    about: 'operation',
    run: async (from) => {
      const bodies = ['', 'null', '[]', '{"results":null,"errors":null}', '{"results":[null]}', '7']
      for (const text of bodies) {
        await using trial = new WriteTrial(from.subject, from.case)
        const { batch } = await trial.withoutSession()
        const records = trial.records(Math.min(2, batch.recordsMax))
        await trial.prepare(records)
        await strike(
          trial,
          { kind: 'body', text, when: 'before' },
          { times: 50, records: records.length },
        )
        const { outcomes, error } = await trial.attempt(records)
        from.journal.note(trial.journal.text())
        if (outcomes !== undefined) {
          expectSame(outcomes.length, records.length, 'outcomes')
          continue
        }
        expectThat(isRevError(error), `an error with a code after the answer ${text}`, error)
        const isContract = error.code === 'REV_CONNECTOR_CONTRACT'
        expectThat(!isContract, 'outcomes that keep to the contract', error)
        expectThat(Object.hasOwn(errorCodes, error.code), 'a code of docs/errors.md', error.code)
      }
    },
  },
]

async function withoutNetwork(
  trial: Parameters<ConnectorCheck['run']>[0],
): Promise<ExerciseReport> {
  const { projectPath } = await trial.system()
  const config = await deadConfig(trial)
  const run = await isolatedOf(trial).run<ExerciseReport>({
    kind: 'exercise',
    config,
    projectPath,
    egressAllow: ['127.0.0.1/32'],
    cases: probeCases(trial.subject),
  })
  return reportOf(run)
}
