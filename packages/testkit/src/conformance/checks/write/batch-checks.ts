import type { OperationName, Outcome, Destination } from '@revetl/sdk'
import { skip, type ConnectorCheck, type WriteCheck } from '../check.ts'
import { expectNone, expectSame, expectThat } from '../check-failure.ts'
import { CannotRun } from '../../trial/trial.ts'
import { WriteTrial } from '../../trial/write-trial.ts'

const namesOf = (operations: object) => Object.keys(operations) as OperationName[]
const rejected = (outcomes: readonly Outcome[]) =>
  outcomes.map(({ status }) => status === 'rejected')

/** That every operation is tried at all. */
export const caseChecks: readonly ConnectorCheck[] = [
  {
    id: 'W00',
    title: 'every operation of every object is tried by a case',
    level: 'M',
    severity: 'must',
    kinds: ['destination'],
    about: 'connector',
    run: async ({ subject }) => {
      const { conformance } = subject
      if (conformance?.kind !== 'destination') {
        throw new CannotRun('the package has no test/conformance.config', { isBlocked: true })
      }
      const { objects, dynamicObject } = subject.definition as Destination
      const { cases } = conformance
      const untried = Object.entries(objects).flatMap(([name, { operations }]) =>
        namesOf(operations)
          .filter(
            (operation) => !cases.some((one) => one.object === name && one.operation === operation),
          )
          .map((operation) => `${operation} ${name}`),
      )
      const dynamic = cases.filter(({ object }) => !Object.hasOwn(objects, object))
      const untriedDynamic = namesOf(dynamicObject?.operations ?? {})
        .filter((operation) => !dynamic.some((one) => one.operation === operation))
        .map((operation) => `${operation} of a discovered object`)
      expectNone([...untried, ...untriedDynamic], 'a case for every operation')
    },
  },
]

/** What is promised of batches, whatever is in them. */
export const batchChecks: readonly WriteCheck[] = [
  {
    id: 'W01',
    title: 'opening a connection sends nothing by itself: without a batch there is no request',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      const simulator = await trial.simulator()
      const destination = await trial.openDestination()
      await destination[Symbol.asyncDispose]()
      expectSame(simulator.requestCount, 0, 'requests without a batch')
    },
  },
  {
    id: 'W03',
    title:
      'takes batches of one, of two, of one less than the most, and of the most that it declares',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      const most = await trial.batchMax()
      const sizes = new Set([1, 2, most - 1, most].filter((size) => size >= 1 && size <= most))
      let from = 0
      for (const size of sizes) {
        const fresh = trial.records(size, from)
        await prepareInParts(trial, fresh)
        await trial.writeOk(fresh, `every record of a batch of ${size} ok`)
        from += size
      }
    },
  },
  {
    id: 'W04',
    title: 'every id gets its own outcome, in whatever order the records stand',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      await trial.withoutSession()
      const size = Math.min(4, await trial.batchMax())
      const hasBad = trial.case.badRecord !== undefined && size > 2
      const mixed = hasBad ? trial.mixed(size, 1) : trial.records(size)
      const good = hasBad ? mixed.filter((_, index) => index !== 1) : mixed
      await trial.prepare(good)
      const first = await trial.outcomesOrRefused(mixed)
      if (first === undefined) return skip('a refused batch is halved by the host; F01 looks at it')
      await using other = new WriteTrial(trial.subject, trial.case)
      await other.prepare(good)
      const reversed = await other.write(mixed.toReversed())
      expectSame(rejected(reversed).toReversed(), rejected(first), 'which records are rejected')
      return undefined
    },
  },
  {
    id: 'W07',
    title: 'two records with one match key in one batch never become two records',
    level: 'M',
    severity: 'must',
    operations: ['upsert', 'create', 'update'],
    about: 'operation',
    run: async (trial) => {
      const { batch, matchOn } = await trial.withoutSession()
      if (matchOn === undefined) return skip('the operation has no match fields')
      if ((batch.uniqueBy ?? 'matchKey') === 'matchKey') {
        return skip('it declares uniqueBy matchKey, so the host never puts them into one batch')
      }
      const [record] = trial.records(1)
      if (record === undefined) return undefined
      await trial.prepare([record])
      const destination = await trial.destination()
      await trial.attempt([record, record])
      const keys = matchOn[0] ?? []
      const key = keys.map((name) => record[name] ?? null)
      const fields = Object.keys(record)
      const found = await destination.lookup({
        object: trial.case.object,
        matchOn: keys,
        keys: [key],
        fields,
      })
      expectThat(found.length <= 1, 'at most one record', found)
      return undefined
    },
  },
  {
    id: 'W18',
    title: 'the batch that it is given is as it was after the write',
    level: 'X',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      const records = trial.records(Math.min(2, await trial.batchMax()))
      const before = JSON.stringify(records)
      await trial.prepare(records)
      const { error } = await trial.attempt(records)
      // The batch is frozen through and through: an attempt to change it throws.
      const isChange =
        error instanceof TypeError &&
        /read.only|extensible|Cannot (?:add|delete|define)/.test(error.message)
      expectThat(!isChange, 'a batch that is left alone', error)
      expectSame(JSON.stringify(records), before, 'the records')
    },
  },
]

/** A batch of the most records of one operation may be too large for the one that prepares it. */
async function prepareInParts(
  trial: Parameters<WriteCheck['run']>[0],
  records: readonly unknown[],
): Promise<void> {
  const part = 50
  for (let from = 0; from < records.length; from += part) {
    await trial.prepare(records.slice(from, from + part) as never)
  }
}
