import type { FieldDefinition, Value, ValueRecord } from '@revetl/sdk'
import { expectSame } from '../checks/check-failure.ts'
import { CannotRun } from './trial.ts'
import type { WriteTrial } from './write-trial.ts'

/** A record that was written and can be read back. */
export interface WrittenRecord {
  readonly record: ValueRecord
  /** Its match fields, and its other ones. */
  readonly match: ValueRecord
  readonly others: ValueRecord
  readonly fields: Readonly<Record<string, FieldDefinition>>
  readonly readBack: () => Promise<ValueRecord>
  /** How many records are found under its key. */
  readonly count: () => Promise<number>
}

/** The match fields of the case. @throws CannotRun where it has none */
export async function matchOnOf(trial: WriteTrial): Promise<readonly string[]> {
  const { matchOn: sets } = await trial.operation()
  const matchOn = trial.case.matchOn ?? sets?.[0] ?? []
  if (matchOn.length === 0) throw new CannotRun('the operation has no match fields')
  return matchOn
}

/** A record of the case as something to read back, not written yet. @throws CannotRun */
export async function readable(
  trial: WriteTrial,
  record: ValueRecord,
  matchOn?: readonly string[],
): Promise<WrittenRecord> {
  const destination = await trial.destination()
  const { object } = await trial.withoutSession()
  if (!object.hasLookup) throw new CannotRun('the object has no lookup')
  const names = matchOn ?? (await matchOnOf(trial))
  const key = names.map((name) => record[name] ?? null)
  if (key.includes(null)) throw new CannotRun('the record has no value for a match field')
  const find = () =>
    destination.lookup({
      object: trial.case.object,
      matchOn: names,
      keys: [key],
      fields: Object.keys(record),
    })
  return {
    record,
    match: pick(record, (name) => names.includes(name)),
    others: pick(record, (name) => !names.includes(name)),
    fields: object.fields,
    count: async () => (await find()).length,
    readBack: async () => {
      const found = await find()
      expectSame(found.length, 1, 'records that are found under the key')
      const values: Readonly<Record<string, Value>> = { ...found[0]?.match, ...found[0]?.fields }
      return Object.fromEntries(Object.keys(record).map((name) => [name, values[name] ?? null]))
    },
  }
}

/** Writes the first record of the case and makes it readable. @throws CannotRun */
export async function writtenRecord(trial: WriteTrial): Promise<WrittenRecord> {
  const record = trial.case.record(0)
  const written = await readable(trial, record)
  await trial.prepare([record])
  await trial.writeOk([record])
  return written
}

function pick(record: ValueRecord, isWanted: (name: string) => boolean): ValueRecord {
  return Object.fromEntries(Object.entries(record).filter(([name]) => isWanted(name)))
}
