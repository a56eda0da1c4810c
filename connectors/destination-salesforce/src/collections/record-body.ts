import type { ValueRecord } from '@revetl/sdk'
import { idFieldOf, toReference } from '../records/reference.ts'
import type { Row } from '../records/row.ts'

/** A row as a record of a collection, with what identifies it. */
export function toRecordBody(
  object: string,
  { values }: Pick<Row, 'values'>,
  identity: ValueRecord = {},
): ValueRecord {
  const body: Record<string, ValueRecord[string]> = { attributes: { type: object }, ...identity }
  for (const [name, value] of Object.entries(values)) {
    const reference = toReference(name)
    if (reference === undefined) body[name] = value
    else if (value === null) body[idFieldOf(reference)] = null
    else {
      const attributes = reference.object === undefined ? {} : { type: reference.object }
      const other = { [reference.field]: value }
      body[reference.relationship] =
        reference.object === undefined ? other : { attributes, ...other }
    }
  }
  return body
}
