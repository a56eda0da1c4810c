import { errorMessage, jsonObject, parseJson, rejected, retry } from '@revetl/sdk'
import type { Batch, Change, Outcome } from '@revetl/sdk'
import { toCellText, toFieldValue, type FieldValue } from '../values/field-value.ts'

/** A change as it is sent. */
export interface Row {
  /** The id of the change. */
  readonly id: string
  readonly change: Change
  /** The text of its match field, empty where it has none. */
  readonly match: string
  /** What is written, by field; without the match field and the record id. */
  readonly values: Readonly<Record<string, FieldValue>>
}

/** A row with the id of its record, where that is what identifies it. */
export interface KnownRow extends Row {
  readonly recordId?: string
}

/** The changes that can be sent, and what is known of the others already. */
export interface Prepared {
  readonly rows: readonly KnownRow[]
  readonly settled: readonly Outcome[]
}

/** The field that every record is known by. */
export const recordId = 'Id'

/** Makes a row of each change; what Salesforce cannot take rejects its record alone. */
export function prepareRows(batch: Batch): Prepared {
  const rows: Row[] = []
  const settled: Outcome[] = []
  const taken = new Set<string>()
  for (const change of batch.changes) {
    try {
      const row = toRow(batch, change)
      const refusal = refuseMatch(batch, row, taken)
      if (refusal) settled.push(refusal)
      else rows.push(row)
    } catch (error) {
      const message = errorMessage(error)
      settled.push(rejected(change, { code: 'REV_VALUE_INVALID', message }))
    }
  }
  return { rows, settled }
}

function toRow({ matchOn: [matchField], object }: Batch, change: Change): Row {
  const values: Record<string, FieldValue> = {}
  let match = ''
  // Not `change.fields`, which the change would keep for as long as a job runs.
  for (const [name, value] of Object.entries(jsonObject(parseJson(change.json)))) {
    const sent = toFieldValue(value, object.fields[name]?.type)
    if (name === matchField) match = sent === null ? '' : toCellText(sent).trim()
    else if (name !== recordId) values[name] = sent
  }
  return { id: change.id, change, match, values }
}

function refuseMatch(
  { matchOn: [field], operation }: Batch,
  { change, match }: Row,
  taken: Set<string>,
): Outcome | undefined {
  if (field === undefined || (operation === 'create' && match === '')) return undefined
  if (match === '') {
    const message = `${field} has no value, so the record cannot be found.`
    return rejected(change, { code: 'REV_VALUE_INVALID', message, field })
  }
  // External ids differ in case only where the field says so, and one request may name a record only once.
  const name = field === recordId ? match : match.toLowerCase()
  if (taken.has(name)) {
    return retry(change, { message: `Another record of the batch has the same ${field}.` })
  }
  taken.add(name)
  return undefined
}
