import { errorMessage, isRevError } from '@revetl/sdk'
import type { WriteCheck } from '../check.ts'
import { expectThat } from '../check-failure.ts'
import { strike } from '../../trial/strike.ts'

/** What a missing permission leads to. */
export const scopeChecks: readonly WriteCheck[] = [
  {
    id: 'A03',
    title: 'a missing permission is REV_AUTH_SCOPE and names the permission or the object',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      await trial.withoutSession()
      const records = trial.records(1)
      await trial.prepare(records)
      await strike(trial, { kind: 'forbidden' }, { times: 5, records: 1 })
      const { outcomes, error } = await trial.attempt(records)
      const [outcome] = outcomes ?? []
      const code = isRevError(error)
        ? error.code
        : outcome && 'code' in outcome
          ? outcome.code
          : outcome?.status
      expectThat(code === 'REV_AUTH_SCOPE', 'REV_AUTH_SCOPE', `${code}: ${errorMessage(error)}`)
      const said = isRevError(error) ? errorMessage(error) : JSON.stringify(outcome)
      const isNamed = /scope|permission|grant|right/i.test(said) || said.includes(trial.case.object)
      expectThat(isNamed, 'the permission or the object by its name', said)
    },
  },
]
