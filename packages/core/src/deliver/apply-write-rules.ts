import { parseJson, type FoundRecord, type Value, type ValueRecord } from '@revetl/sdk'
import type { ChangeRow } from '../change-row.ts'
import { matchText } from '../match-text.ts'
import type { CallScope } from '../open-connections.ts'
import type { Work } from './batcher.ts'
import type { DeliveryOptions } from './delivery-options.ts'

/**
 * Leaves out fields that may only be written when the record is new (`on-create`) or while the destination has
 * nothing in them (`if-empty`). Asks the destination for what it has now.
 * @returns the very same rows where no rule applies.
 */
export async function applyWriteRules(
  options: DeliveryOptions,
  work: Work,
  scope: CallScope,
): Promise<readonly ChangeRow[]> {
  const { conditional, destination, object } = options
  const { name, matchOn } = work.operation
  if (conditional.length === 0 || name === 'create' || name === 'delete') return work.rows
  const records = work.rows.map((row) => parseJson(row.json) as ValueRecord)
  const found = await destination.lookup(
    {
      object,
      matchOn,
      keys: records.map((record) => matchOn.map((field) => record[field] ?? null)),
      fields: conditional.map(({ field }) => field),
    },
    scope,
  )
  const byMatch = new Map(found.map((one) => [matchText(matchOn, one.match), one]))
  return work.rows.map((row, index) => {
    const record = records[index] as ValueRecord
    const existing = byMatch.get(matchText(matchOn, record))
    return existing ? withoutFields(row, record, droppedFields(options, existing)) : row
  })
}

function droppedFields(
  { conditional }: DeliveryOptions,
  existing: FoundRecord,
): ReadonlySet<string> {
  return new Set(
    conditional
      .filter(({ write, field }) => write === 'on-create' || !isEmpty(existing.fields[field]))
      .map(({ field }) => field),
  )
}

function isEmpty(value: Value | undefined): boolean {
  return value === undefined || value === null || value === ''
}

function withoutFields(
  row: ChangeRow,
  record: ValueRecord,
  dropped: ReadonlySet<string>,
): ChangeRow {
  const kept = Object.entries(record).filter(([name]) => !dropped.has(name))
  const { seq, id, kind, key, fingerprint, identity, remoteId, isAgain, match } = row
  const json = JSON.stringify(Object.fromEntries(kept))
  return { seq, id, kind, key, fingerprint, identity, remoteId, isAgain, match, json }
}
