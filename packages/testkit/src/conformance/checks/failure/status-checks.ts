import { errorMessage, isRevError } from '@revetl/sdk'
import { skip, type WriteCheck } from '../check.ts'
import { expectThat } from '../check-failure.ts'
import { strike, wireShapeOf } from '../../trial/strike.ts'
import { WriteTrial, type WriteEnd } from '../../trial/write-trial.ts'

const refusal = JSON.stringify({ message: 'The vendor says no.', code: 'VENDOR_NO' })

/** What an end of one record means: the outcome, or the class of the error. */
function meaningOf({ outcomes, error }: WriteEnd): string {
  const [outcome] = outcomes ?? []
  if (outcome !== undefined) return outcome.status
  if (!isRevError(error)) return 'no RevError'
  return error.delivery ?? error.kind
}

interface StatusRule {
  readonly status: number
  readonly allowed: readonly string[]
  readonly means: string
}

// 404 of a keyed route is about the record: gone for a delete, no match for an update.
const rules: readonly StatusRule[] = [
  { status: 400, allowed: ['rejected'], means: 'rejected' },
  { status: 422, allowed: ['rejected'], means: 'rejected' },
  { status: 401, allowed: ['auth'], means: 'a failure of the credentials' },
  { status: 403, allowed: ['auth', 'retry'], means: 'a failure of the credentials' },
  {
    status: 404,
    allowed: ['config', 'not-applied', 'rejected', 'skipped', 'ok'],
    means: 'a wrong configuration, or about the record',
  },
  {
    status: 409,
    allowed: ['rejected', 'skipped', 'retry', 'not-applied'],
    means: 'rejected, skipped or a retry',
  },
]

/** What the vendor's statuses mean. */
export const statusChecks: readonly WriteCheck[] = [
  {
    id: 'F03',
    title:
      '400 and 422 reject, 404 is a wrong configuration, 401 and 403 are about credentials, 409 is a conflict',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      await trial.withoutSession()
      await wireShapeOf(trial)
      for (const { status, allowed, means } of rules) {
        const isKeyed = ['delete', 'remove', 'update'].includes(trial.case.operation)
        const may = status === 404 && !isKeyed ? allowed.filter((one) => one !== 'ok') : allowed
        const end = await struckWith(trial, status, 3)
        const meaning = meaningOf(end)
        expectThat(
          may.includes(meaning),
          `${status} to be ${means}`,
          `${meaning} (${wordsOf(end)})`,
        )
      }
    },
  },
  {
    id: 'F06',
    title:
      '408, 425, 500, 502, 503 and 504 are tried again and never a verdict on a record; 501 is not tried again',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      await trial.withoutSession()
      const { requests } = await wireShapeOf(trial, 1)
      for (const status of [408, 425, 500, 502, 503, 504]) {
        const passing = await struckWith(trial, status, 1)
        const first = meaningOf(passing)
        const isHonest = [
          'ok',
          'unknown',
          'retry',
          'not-applied',
          'not-sent',
          'throttled',
          'skipped',
        ].includes(first)
        expectThat(
          isHonest,
          `one ${status} to pass, or to leave the record for later`,
          `${first} (${wordsOf(passing)})`,
        )
        const lasting = meaningOf(await struckWith(trial, status, 50))
        const isLater = [
          'unknown',
          'retry',
          'not-applied',
          'not-sent',
          'throttled',
          'environment',
        ].includes(lasting)
        expectThat(isLater, `${status} without end to leave the record for later`, lasting)
      }
      const { count } = await countRequests(trial, 501)
      const most = requests.length
      expectThat(count <= most, `at most ${most} requests where 501 is answered`, count)
    },
  },
  {
    id: 'F16',
    title: 'a run that meets too many refusals stops',
    level: 'M',
    severity: 'should',
    about: 'operation',
    run: async () => skip('the host counts refusals and stops; a connector has no part in it'),
  },
]

/** Writes one record with a vendor of its own, whose write is answered with a status before it is applied. */
async function struckWith(from: WriteTrial, status: number, times: number): Promise<WriteEnd> {
  const { end } = await countRequests(from, status, times)
  return end
}

async function countRequests(
  from: WriteTrial,
  status: number,
  times = 50,
): Promise<{ readonly end: WriteEnd; readonly count: number }> {
  await using trial = new WriteTrial(from.subject, from.case)
  await trial.destination({ gateway: { patienceMs: 1500 } })
  const records = trial.records(1)
  await trial.prepare(records)
  await strike(
    trial,
    { kind: 'status', status, when: 'before', body: refusal, contentType: 'application/json' },
    { times, records: 1 },
  )
  const simulator = await trial.simulator()
  const before = simulator.requestCount
  const end = await trial.attempt(records)
  from.journal.note(trial.journal.text())
  return { end, count: simulator.requestCount - before }
}

function wordsOf({ outcomes, error }: WriteEnd): string {
  return outcomes === undefined ? errorMessage(error) : JSON.stringify(outcomes[0])
}
