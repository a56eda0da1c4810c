import type { Outcome, ValueRecord } from '@revetl/sdk'
import { skip, type WriteCheck } from '../check.ts'
import { expectSame, expectThat } from '../check-failure.ts'
import { matchOnOf, readable, writtenRecord } from '../../trial/read-back.ts'
import { CannotRun } from '../../trial/trial.ts'
import type { WriteTrial } from '../../trial/write-trial.ts'

/** What operations do to records that are there, and to those that are not. */
export const effectChecks: readonly WriteCheck[] = [
  {
    id: 'W05',
    title: 'taking the same records a second time leaves one of each and is no failure',
    level: 'M',
    severity: 'must',
    isLive: true,
    operations: ['upsert', 'update', 'delete', 'add', 'remove'],
    about: 'operation',
    run: async (trial) => {
      const same = trial.records(Math.min(2, await trial.batchMax()))
      await trial.prepare(same)
      await trial.writeOk(same, 'every record ok the first time')
      const before = await countOf(trial)
      expectAll(await trial.write(same), ['ok', 'skipped'], 'the second time')
      if (trial.case.operation === 'delete' || before === undefined) return
      expectSame(await countOf(trial), before, 'records after the second time')
    },
  },
  {
    id: 'W06',
    title: 'records are found by each set of match fields that it declares',
    level: 'M',
    severity: 'must',
    isLive: true,
    operations: ['upsert', 'update'],
    about: 'operation',
    run: async (trial) => {
      const { matchOn: sets = [] } = await trial.withoutSession()
      const record = trial.case.record(0)
      const usable = sets.filter((set) => set.every((name) => (record[name] ?? null) !== null))
      if (usable.length === 0) return skip('the record carries no whole set of match fields')
      await trial.prepare([record])
      for (const matchOn of usable) {
        const [first] = await trial.write([record], { matchOn })
        expectThat(first?.status === 'ok', `ok by ${matchOn.join(', ')}`, first)
        if (!(await trial.operation()).object.hasLookup) continue
        const { count } = await readable(trial, record, matchOn)
        expectSame(await count(), 1, `records by ${matchOn.join(', ')}`)
      }
      return undefined
    },
  },
  {
    id: 'W08',
    title: 'an update of a record that is not there is skipped, and makes none',
    level: 'M',
    severity: 'must',
    isLive: true,
    operations: ['update'],
    about: 'operation',
    run: async (trial) => {
      const before = await countOf(trial)
      const outcomes = await trial.write(trial.records(1))
      expectSame(outcomes.map(reasonOf), ['no-match'], 'the outcome')
      expectSame(await countOf(trial), before, 'records after the update')
    },
  },
  {
    id: 'W09',
    title: 'a create of a record that is there is skipped, and leaves it as it was',
    level: 'M',
    severity: 'must',
    isLive: true,
    operations: ['create'],
    about: 'operation',
    run: async (trial) => {
      if ((await trial.withoutSession()).matchOn === undefined) {
        return skip('nothing tells whether a record is there')
      }
      const one = trial.records(1)
      await trial.prepare(one)
      await trial.writeOk(one, 'the record ok the first time')
      const again = await trial.write(one)
      expectSame(again.map(reasonOf), ['exists'], 'the outcome the second time')
      return undefined
    },
  },
  {
    id: 'W10',
    title: 'a delete removes the record, and one of a record that is not there is no failure',
    level: 'M',
    severity: 'must',
    isLive: true,
    operations: ['delete'],
    about: 'operation',
    run: async (trial) => {
      const [there, never] = [trial.records(1), trial.records(1, 7)]
      expectAll(await trial.write(never), ['ok', 'skipped'], 'a record that never was there')
      await trial.prepare(there)
      const before = await countOf(trial)
      expectAll(await trial.write(there), ['ok'], 'a record that is there')
      const after = await countOf(trial)
      const isPrepared = trial.case.prepare !== undefined
      if (isPrepared && before !== undefined && after !== undefined) {
        expectSame(after, before - 1, 'records after the delete')
      }
      expectAll(await trial.write(there), ['ok', 'skipped'], 'a record that is gone')
    },
  },
  {
    id: 'W11',
    title: 'adds and removes lead to exactly the set that was asked for',
    level: 'M',
    severity: 'should',
    isLive: true,
    operations: ['remove'],
    about: 'operation',
    run: async (trial) => {
      const members = trial.records(Math.min(3, await trial.batchMax()))
      await trial.prepare(members)
      const before = await countOf(trial)
      if (before === undefined) throw new CannotRun('the conformance file counts no members')
      expectAll(await trial.write(members.slice(0, 1)), ['ok', 'skipped'], 'one member')
      expectSame(await countOf(trial), before - 1, 'members after one was removed')
    },
  },
  {
    id: 'W12',
    title: 'a changed identity leaves no orphan behind',
    level: 'M',
    severity: 'should',
    operations: ['upsert'],
    about: 'operation',
    run: async (trial) => {
      const removal = await removalOf(trial)
      if (removal === undefined) return skip('the object has no delete by its match fields')
      const [was, becomes] = [trial.case.record(0), trial.case.record(1)]
      await trial.prepare([was, becomes])
      await trial.writeOk([was])
      const before = await countOf(trial)
      if (before === undefined) throw new CannotRun('the conformance file counts no records')
      // What a host does with a record whose identity has changed: the old one goes, the new one comes.
      expectAll(await removal(was), ['ok'], 'the delete of the old identity')
      await trial.writeOk([becomes], 'the new identity ok')
      expectSame(await countOf(trial), before, 'records after an identity has changed')
      return undefined
    },
  },
  {
    id: 'W19',
    title: 'parents are written before their children where an order is declared',
    level: 'M',
    severity: 'should',
    about: 'operation',
    run: async () => skip('version 1 of the contract declares no order between objects'),
  },
  {
    id: 'W20',
    title: 'what a plan asks (check, discover, lookup) changes nothing',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      const destination = await trial.destination()
      const record = trial.case.record(0)
      await trial.prepare([record])
      const before = await countOf(trial)
      const simulator = (await trial.vendor()).simulator
      const applied = simulator?.log.length
      await destination.check()
      await destination.discover()
      const { object } = await trial.operation()
      if (object.hasLookup && trial.case.operation !== 'append') {
        const lookedUp = await matchOnOf(trial).catch(() => undefined)
        if (lookedUp !== undefined) await (await readable(trial, record)).count()
      }
      expectSame(simulator?.log.length, applied, 'operations that the vendor applied')
      expectSame(await countOf(trial), before, 'records after the plan')
    },
  },
  {
    id: 'W02',
    title: 'what was written is read back as it was',
    level: 'M',
    severity: 'must',
    isLive: true,
    operations: ['create', 'upsert', 'update'],
    about: 'operation',
    run: async (trial) => {
      const { record, readBack } = await writtenRecord(trial)
      expectSame(await readBack(), record, 'the record')
    },
  },
  {
    id: 'W13',
    title: 'null clears a field',
    level: 'M',
    severity: 'must',
    isLive: true,
    operations: ['upsert', 'update'],
    about: 'operation',
    run: async (trial) => {
      const { match, others, fields, readBack } = await writtenRecord(trial)
      const name = Object.keys(others).find((one) => fields[one]?.nullable !== false)
      if (name === undefined) return skip('the record has no field that may be null')
      await trial.writeOk([{ ...match, [name]: null }])
      expectSame((await readBack())[name] ?? null, null, `${name} after null`)
      return undefined
    },
  },
  {
    id: 'W14',
    title: 'a field that is not sent stays as it is',
    level: 'M',
    severity: 'must',
    isLive: true,
    operations: ['upsert', 'update'],
    about: 'operation',
    run: async (trial) => {
      const { match, others, readBack } = await writtenRecord(trial)
      const [[name, value] = [], [kept, keptValue] = []] = Object.entries(others)
      if (name === undefined || kept === undefined) {
        return skip('the record has fewer than two fields besides its match fields')
      }
      await trial.writeOk([{ ...match, [name]: value ?? null }])
      expectSame((await readBack())[kept], keptValue, `${kept}, which was not sent`)
      return undefined
    },
  },
]

/** Deletes a record of the case as a host does, where the object can be deleted from and the record has the keys. */
async function removalOf(
  trial: WriteTrial,
): Promise<((record: ValueRecord) => Promise<readonly Outcome[]>) | undefined> {
  const { conformance } = trial.subject
  const { object, types } = trial.case
  const cases = conformance?.kind === 'destination' ? conformance.cases : []
  const removal = cases.find((one) => one.object === object && one.operation === 'delete')
  if (removal === undefined) return undefined
  const destination = await trial.destination()
  const target = { object, operation: 'delete' } as const
  const { matchOn: sets = [], session } = await destination.operation(target)
  const record = trial.case.record(0)
  const matchOn = sets.find((set) => set.every((name) => (record[name] ?? null) !== null))
  if (matchOn === undefined || session !== undefined) return undefined
  return (one) => {
    const keys = Object.fromEntries(matchOn.map((name) => [name, one[name] ?? null]))
    trial.journal.note(`delete ${object} ${JSON.stringify(keys)}`)
    const typed = types === undefined ? {} : { types }
    return destination.write({ ...target, matchOn, records: [keys], ...typed })
  }
}

/** How many records the vendor has, where its conformance file counts them. */
async function countOf(trial: Parameters<WriteCheck['run']>[0]): Promise<number | undefined> {
  return (await trial.vendor()).count?.(trial.case.object)
}

const reasonOf = (outcome: Outcome): string =>
  outcome.status === 'skipped' ? outcome.reason : outcome.status

function expectAll(
  outcomes: readonly Outcome[],
  allowed: readonly Outcome['status'][],
  what: string,
): void {
  const other = outcomes.find(({ status }) => !allowed.includes(status))
  expectThat(other === undefined, `${what}: ${allowed.join(' or ')}`, other)
}
