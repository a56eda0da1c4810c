import {
  isExactNumber,
  rejected,
  type Batch,
  type Change,
  type RunContext,
  type Outcome,
  type Value,
} from '@revetl/sdk'
import type { Config } from '../config.ts'

type Write = (batch: Batch, ctx: RunContext<Config>) => Promise<readonly Outcome[]>

/** The text of a change's match field, empty where it has none. */
export function matchText({ matchOn: [name = ''] }: Batch, change: Change): string {
  return valueText(change.fields[name])
}

/** A value to match by as text; empty where there is none. */
export function valueText(value: Value | undefined): string {
  if (value === null || value === undefined) return ''
  const isList = typeof value === 'object' && !isExactNumber(value)
  return isList ? JSON.stringify(value) : String(value)
}

/** A write that rejects records without a value to find them by, and sends the others. */
export function matched(write: Write): Write {
  return async (batch, ctx) => {
    const isLost = (change: Change) =>
      batch.matchOn.find((name) => (change.fields[name] ?? '') === '')
    const lost = batch.changes.flatMap((change) => {
      const field = isLost(change)
      if (field === undefined) return []
      const message = `${field} has no value, so the record cannot be found.`
      return [rejected(change, { code: 'REV_VALUE_INVALID', message, field })]
    })
    if (lost.length === 0) return write(batch, ctx)
    const changes = batch.changes.filter((change) => isLost(change) === undefined)
    return changes.length === 0 ? lost : [...lost, ...(await write({ ...batch, changes }, ctx))]
  }
}
