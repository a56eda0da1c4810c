import {
  parseJson,
  type BatchObject,
  type FoundRecord,
  type Value,
  type ValueRecord,
} from '@revetl/sdk'
import { comparableText } from '../comparable-text.ts'
import { matchText } from '../match-text.ts'
import type { CallScope, OpenDestination } from '../open-connections.ts'
import type { ComparedField, DeliveredRecord } from './delivered-record.ts'
import type { DriftTally } from './drift-tally.ts'

interface ReadBackOptions {
  readonly destination: Pick<OpenDestination, 'lookup'>
  readonly object: BatchObject
  readonly matchOn: readonly string[]
  readonly fields: readonly ComparedField[]
  readonly scope: Pick<CallScope, 'run' | 'signal'>
}

/** Looks up some records and compares each with what was delivered. Sends nothing that could write. */
export async function readBack(
  { destination, object, matchOn, fields, scope }: ReadBackOptions,
  records: readonly DeliveredRecord[],
  tally: DriftTally,
): Promise<void> {
  const wanted = records.map(({ key, json }) => ({ key, sent: parseJson(json) as ValueRecord }))
  const sought = wanted.filter(({ sent }) => matchOn.every((name) => isGiven(sent[name])))
  for (let left = wanted.length - sought.length; left > 0; left--) tally.addUnmatched()
  if (sought.length === 0) return
  const found = await destination.lookup(
    {
      object,
      matchOn,
      keys: sought.map(({ sent }) => matchOn.map((name) => sent[name] ?? null)),
      fields: fields.map(({ name }) => name),
    },
    { ...scope, isResendable: true, isReadOnly: true, records: sought.length },
  )
  tally.addSeen(found.flatMap(({ match, fields: values }) => [match, values]))
  const recordOf = foundRecords(matchOn, found)
  for (const { key, sent } of sought) {
    const record = recordOf(sent)
    if (record === undefined) tally.addMissing(key)
    else tally.addFound(key, sent, { ...record.match, ...record.fields })
  }
}

/** Finds the record of match values: by the very same ones, else without regard to case. */
function foundRecords(
  matchOn: readonly string[],
  found: readonly FoundRecord[],
): (sent: ValueRecord) => FoundRecord | undefined {
  const exact = new Map(found.map((one) => [exactText(matchOn, one.match), one]))
  const folded = new Map(found.map((one) => [matchText(matchOn, one.match), one]))
  return (sent) => exact.get(exactText(matchOn, sent)) ?? folded.get(matchText(matchOn, sent))
}

function exactText(matchOn: readonly string[], record: ValueRecord): string {
  return JSON.stringify(matchOn.map((name) => comparableText(record[name])))
}

function isGiven(value: Value | undefined): boolean {
  return value !== undefined && value !== null && value !== ''
}
