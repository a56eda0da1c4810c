import type { ValueType } from './value-types.ts'
import type { ExactNumber, Value } from './values.ts'

/** One field of an object in a destination. */
export interface FieldDefinition<Type extends ValueType = ValueType> {
  readonly type: Type
  readonly title?: string
  readonly description?: string
  /** Must be given when a record is created. */
  readonly required?: boolean
  readonly readOnly?: boolean
  /** Two records never share a value. */
  readonly unique?: boolean
  /** In Unicode code points. */
  readonly maxLength?: number
  readonly enum?: readonly string[]
  /** The kind of personal data, for example `email`; rev masks it in logs. */
  readonly pii?: string
  /** `false` where the destination refuses null. Default true. */
  readonly nullable?: boolean
}

/** The fields of an object by name. */
export type FieldDefinitions = { readonly [name: string]: FieldDefinition }

interface ValueOfType {
  boolean: boolean
  integer: number | ExactNumber
  decimal: number | ExactNumber
  number: number | ExactNumber
  json: Value
}

/** The values of a change by field name: only mapped fields are there, and any may be null. */
export type FieldValues<Fields extends FieldDefinitions> = {
  readonly [Name in keyof Fields]?: Fields[Name]['type'] extends keyof ValueOfType
    ? ValueOfType[Fields[Name]['type']] | null
    : string | null
}

/** A field of the given type: `field('string', { maxLength: 255 })`. */
export function field<const Type extends ValueType>(
  type: Type,
  options: Omit<FieldDefinition, 'type'> = {},
): FieldDefinition<Type> {
  return { type, ...options }
}
