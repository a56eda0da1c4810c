import { parseJson, type Outcome, type ValueRecord } from '@revetl/sdk'
import type { ChangeRow } from '../change-row.ts'
import { comparableText } from '../comparable-text.ts'
import { matchText } from '../match-text.ts'
import type { CallScope } from '../open-connections.ts'
import type { DeliveryOptions } from './delivery-options.ts'
import type { OperationPlan } from './operation-plan.ts'

/**
 * Asks the destination what became of changes whose answer was lost.
 * @returns an outcome for each change that it can tell; a change without one may be sent again.
 */
export async function reconcile(
  options: Pick<DeliveryOptions, 'destination' | 'object' | 'fields'>,
  operation: OperationPlan,
  rows: readonly ChangeRow[],
  scope: CallScope,
): Promise<ReadonlyMap<string, Outcome>> {
  const records = rows.map((row) => parseJson(row.json) as ValueRecord)
  const found = await options.destination.lookup(
    {
      object: options.object,
      matchOn: operation.matchOn,
      keys: records.map((record) => operation.matchOn.map((field) => record[field] ?? null)),
      fields: options.fields.map(({ name }) => name),
    },
    scope,
  )
  const byMatch = new Map(found.map((one) => [matchText(operation.matchOn, one.match), one]))
  const outcomes = new Map<string, Outcome>()
  rows.forEach((row, index) => {
    const record = records[index] as ValueRecord
    const existing = byMatch.get(matchText(operation.matchOn, record))
    const { id } = row
    if (row.kind === 'removed') {
      if (!existing) outcomes.set(id, { id, status: 'ok', effect: 'deleted' })
    } else if (existing && hasValues(existing.fields, record)) {
      const { remoteId } = existing
      outcomes.set(id, {
        id,
        status: 'ok',
        effect: 'written',
        ...(remoteId === undefined ? {} : { remoteId }),
      })
    }
  })
  return outcomes
}

function hasValues(existing: ValueRecord, sent: ValueRecord): boolean {
  return Object.entries(sent).every(
    ([name, value]) => comparableText(existing[name]) === comparableText(value),
  )
}
