import { errorCodes, errorMessage, isRevError, type Outcome } from '@revetl/sdk'
import { skip, type WriteCheck } from '../check.ts'
import { expectSame, expectThat } from '../check-failure.ts'
import { deliverAll } from '../../trial/deliver-all.ts'
import { CannotRun } from '../../trial/trial.ts'
import { strike } from '../../trial/strike.ts'
import type { WriteTrial } from '../../trial/write-trial.ts'

/** What becomes of records that the vendor refuses. */
export const recordFailureChecks: readonly WriteCheck[] = [
  {
    id: 'F01',
    title: 'exactly the bad record of a batch is rejected, wherever it stands',
    level: 'M',
    severity: 'must',
    isLive: true,
    about: 'operation',
    run: async (trial) => {
      await expectThreeFit(trial)
      for (const place of [0, 1, 2]) await expectRejectedAt(trial, place * 10, [place])
    },
  },
  {
    id: 'F02',
    title:
      'each reason is given to the record that it is about, with several bad ones among the good',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      await expectThreeFit(trial)
      await expectRejectedAt(trial, 0, [0, 2])
      const simulator = (await trial.vendor()).simulator
      const hasLists = (await trial.operation()).session === undefined && simulator !== undefined
      if (!hasLists) return
      // The same answer in another order: positions are no names.
      await strike(trial, { kind: 'results', how: 'shuffled' }, { records: 3 })
      await expectRejectedAt(trial, 0, [1])
    },
  },
  {
    id: 'F11',
    title: 'an answer 207 is read record by record',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      await trial.withoutSession()
      await trial.simulator()
      await expectThreeFit(trial)
      const { atomicity } = await trial.operation()
      if (atomicity === 'all-or-nothing') return skip('its batches are taken whole or not at all')
      await strike(trial, { kind: 'relabel', status: 207 }, { times: 3, records: 3 })
      await expectRejectedAt(trial, 0, [1])
      return undefined
    },
  },
  {
    id: 'F15',
    title:
      'a rejected record has a code that the documents explain, words for people, and no secret',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      const [bad] = trial.mixed(1, 0)
      const good = trial.records(1)
      await trial.prepare(good)
      const { outcomes, error } = await trial.attempt(bad === undefined ? [] : [bad])
      const [outcome] = outcomes ?? []
      const code =
        outcome?.status === 'rejected' ? outcome.code : isRevError(error) ? error.code : undefined
      const message = outcome?.status === 'rejected' ? outcome.message : errorMessage(error)
      expectThat(
        code !== undefined && Object.hasOwn(errorCodes, code),
        'a code of docs/errors.md',
        outcome ?? error,
      )
      const isForPeople = /\p{L}{2,}/u.test(message) && !/\bat .+:\d+:\d+|^\s*[{[]/.test(message)
      expectThat(isForPeople, 'a reason in words', message)
      const secrets = await trial.subject.secretsOf(await trial.config())
      const shown = secrets.find((secret) =>
        `${message}${JSON.stringify(outcome)}`.includes(secret),
      )
      expectThat(shown === undefined, 'no secret', message)
    },
  },
]

async function expectThreeFit(trial: WriteTrial): Promise<void> {
  if (trial.case.badRecord === undefined) throw new CannotRun('the case has no bad record')
  if ((await trial.batchMax()) < 3) throw new CannotRun('its batches are too small')
}

async function expectRejectedAt(
  trial: WriteTrial,
  from: number,
  bad: readonly number[],
): Promise<void> {
  const { record, badRecord } = trial.case
  const mixed = [0, 1, 2].map((place) =>
    bad.includes(place) && badRecord ? badRecord(from + place) : record(from + place),
  )
  await trial.prepare(mixed.filter((_, place) => !bad.includes(place)))
  const { atomicity, session } = await trial.operation()
  const wanted = mixed.map((_, place) => (bad.includes(place) ? 'rejected' : 'ok'))
  const { outcomes, error } = await trial.attempt(mixed)
  if (outcomes !== undefined) {
    expectSame(outcomes.map(statusOf), wanted, 'the outcomes')
    return
  }
  // A refused request of an all-or-nothing operation has written nothing: the host halves it.
  const delivery = isRevError(error) ? error.delivery : undefined
  expectThat(
    atomicity === 'all-or-nothing' || delivery === 'rejected',
    'an outcome for each record',
    error,
  )
  expectSame(delivery, 'rejected', 'the class of the refusal')
  if (session !== undefined) return
  expectSame(await deliverAll(trial, mixed), wanted, 'what becomes of the halves')
}

const statusOf = ({ status }: Outcome): string => status
