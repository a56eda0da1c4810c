import { isRevError, jsonObject, rejected } from '@revetl/sdk'
import type { Batch, Change, FieldDefinitions, Outcome, Value, ValueRecord } from '@revetl/sdk'
import { fromAttribute, toAttribute } from './attribute-value.ts'

/** The body of a request, or the outcome of a change that makes none. */
export type Body = { readonly json: Record<string, Value> } | { readonly refusal: Outcome }

/** How fields lie in the body of an object. */
export interface BodyShape {
  /** Intercom's own fields, which lie at the top. */
  readonly own: FieldDefinitions
  /** Fields that are never sent, such as Intercom's id. */
  readonly omitted?: readonly string[]
  /** Where all other fields go; in metadata only a name that ends with `_date` makes a time of a number. */
  readonly rest: 'custom_attributes' | 'metadata'
}

/** Makes the body of a change. */
export function toBody(batch: Batch, change: Change, { own, omitted = [], rest }: BodyShape): Body {
  const types = new Map(batch.fields.map(({ name, type }) => [name, type]))
  const json: Record<string, Value> = {}
  const others: Record<string, Value> = {}
  for (const [name, value] of Object.entries(change.fields)) {
    if (omitted.includes(name)) continue
    try {
      const type = rest === 'metadata' && !name.endsWith('_date') ? undefined : types.get(name)
      const sent = toAttribute(value ?? null, batch.object.fields[name], type)
      // A record's field may have any name, and is not to become a member that JSON objects inherit.
      define(Object.hasOwn(own, name) ? json : others, name, sent)
    } catch (error) {
      if (!isRevError(error)) throw error
      const { code, message } = error
      return { refusal: rejected(change, { code, message, field: name }) }
    }
  }
  if (Object.keys(others).length > 0) json[rest] = others
  return { json }
}

function define(target: Record<string, Value>, name: string, value: Value): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true })
}

/** The fields of a record as Intercom has it. */
export function fromRecord(
  record: ValueRecord,
  fields: readonly string[],
  { own, known }: { readonly own: FieldDefinitions; readonly known: FieldDefinitions },
): ValueRecord {
  const custom = jsonObject(record['custom_attributes'])
  const values = fields.map((name) => {
    const value = Object.hasOwn(own, name) ? record[name] : custom[name]
    return [name, fromAttribute(value, known[name]?.type)] as const
  })
  return Object.fromEntries(values)
}
