import { errorMessage, rejected, retry, type Batch, type Change, type Outcome } from '@revetl/sdk'
import type { Sent } from '../answers/read-batch-answer.ts'
import type { BatchInput } from '../client.ts'
import { toPropertyText } from '../properties/property-value.ts'

/** HubSpot's own id of a record, as a property. */
export const recordIdProperty = 'hs_object_id'

/** The changes that can be sent, and what is known of the others already. */
export interface Prepared {
  readonly sent: readonly Sent[]
  readonly settled: readonly Outcome[]
}

/** The text of a change's match field, empty where it has none. */
export function matchText(batch: Batch, change: Change): string {
  const [name] = batch.matchOn
  if (name === undefined) return ''
  return toPropertyText(change.fields[name] ?? null, batch.object.fields[name]?.type).trim()
}

/** Makes an input of each change and its properties; what HubSpot cannot take rejects its record alone. */
export function prepareBatch(
  batch: Batch,
  omitted: readonly string[],
  toInput: (change: Change, properties: BatchInput['properties']) => BatchInput,
): Prepared {
  const sent: Sent[] = []
  const settled: Outcome[] = []
  const taken = new Set<string>()
  for (const change of batch.changes) {
    const properties: Record<string, string> = {}
    const refusal =
      refuseMatch(batch, change, taken) ?? fillProperties(batch, change, { omitted, properties })
    if (refusal) settled.push(refusal)
    else sent.push({ change, input: toInput(change, properties) })
  }
  return { sent, settled }
}

function refuseMatch(batch: Batch, change: Change, taken: Set<string>): Outcome | undefined {
  const [field] = batch.matchOn
  if (field === undefined) return undefined
  const name = matchText(batch, change).toLowerCase()
  if (name === '' && batch.operation === 'create') return undefined
  if (name === '') {
    const message = `${field} has no value, so the record cannot be found.`
    return rejected(change, { code: 'REV_VALUE_INVALID', message, field })
  }
  // HubSpot refuses a whole batch that names a record twice, and emails differ in case only to us.
  if (taken.has(name)) {
    return retry(change, { message: `Another record of the batch has the same ${field}.` })
  }
  taken.add(name)
  return undefined
}

function fillProperties(
  batch: Batch,
  change: Change,
  { omitted, properties }: { omitted: readonly string[]; properties: Record<string, string> },
): Outcome | undefined {
  for (const [field, value] of Object.entries(change.fields)) {
    if (field === recordIdProperty || omitted.includes(field)) continue
    try {
      properties[field] = toPropertyText(value ?? null, batch.object.fields[field]?.type)
    } catch (error) {
      return rejected(change, { code: 'REV_VALUE_INVALID', message: errorMessage(error), field })
    }
  }
  return undefined
}
