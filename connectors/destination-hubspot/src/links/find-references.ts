import {
  ok,
  rejected,
  type BulkVerdict,
  type Change,
  type RunContext,
  type Value,
} from '@revetl/sdk'
import type { Config } from '../config.ts'
import { toPropertyText } from '../properties/property-value.ts'
import { recordIdProperty } from '../records/prepare.ts'
import { readRecords } from '../records/read.ts'

/** Records of one object that changes name by the value of a unique property. */
export interface References {
  readonly object: string
  readonly property: string
  /** Which field of a change holds the value. */
  readonly field: string
}

/**
 * The ids of the records that changes name, by change id; one that HubSpot does not have is left out. They may have
 * been made a moment ago or by another sync: HubSpot is asked, nothing is remembered.
 */
export async function findReferences(
  ctx: RunContext<Config>,
  changes: readonly Change[],
  { object, property, field }: References,
): Promise<ReadonlyMap<string, string>> {
  const named = changes
    .map(({ id, fields }) => [id, textOf(fields[field])] as const)
    .filter(([, text]) => text !== '')
  if (property === recordIdProperty) return new Map(named)
  const ids = [...new Set(named.map(([, text]) => text))]
  const found = await readRecords(ctx, { type: object, idProperty: property, ids, properties: [] })
  return new Map(
    named.flatMap(([id, text]) => {
      const record = found.get(text.toLowerCase())
      return record ? [[id, record.id] as const] : []
    }),
  )
}

/** A record that HubSpot does not have cannot be linked, and need not be unlinked. */
export function lostVerdict(change: Change, field: string, isWanted: boolean): BulkVerdict {
  const message = `HubSpot has no record with this ${field}.`
  const outcome = () => (isWanted ? rejected(change, { message, field }) : ok(change, 'unchanged'))
  return { at: change.id, outcome }
}

/** A value that finds something, as text without the spaces around it. */
export const textOf = (value: Value | undefined): string =>
  toPropertyText(value ?? null, undefined).trim()
