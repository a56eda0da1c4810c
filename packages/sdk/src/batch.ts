import type { FieldDefinition, FieldDefinitions, FieldValues } from './fields.ts'
import type { ValueType } from './value-types.ts'
import type { Value } from './values.ts'

/** What a destination can do to an object. */
export const operationNames = [
  'create',
  'update',
  'upsert',
  'delete',
  'append',
  'add',
  'remove',
  'replace',
] as const

/** The name of an operation. */
export type OperationName = (typeof operationNames)[number]

/** One record with what should happen to it. Frozen. */
export interface Change<Fields extends FieldDefinitions = FieldDefinitions> {
  /** Unique within the batch; the outcome carries it back. */
  readonly id: string
  readonly kind: 'added' | 'changed' | 'removed'
  /** The key of the model's row, column by column. */
  readonly key: readonly Value[]
  /** The values to write; for `delete` and `remove` only the match fields. Parsed on first use. */
  readonly fields: FieldValues<Fields>
  /** The same values as ready JSON text of one object, numbers exact. */
  readonly json: string
  /** The destination's id of the record, where an earlier outcome gave one. */
  readonly remoteId: string | undefined
}

/** A mapped field as the batch carries it. */
export interface BatchField {
  readonly name: string
  /** The type that the values come in, which is the model's or the mapping's, not necessarily the field's own. */
  readonly type: ValueType
}

/** The object that a batch is for. */
export interface BatchObject {
  readonly name: string
  /** Static fields and, where they were discovered, the dynamic ones. */
  readonly fields: Readonly<Record<string, FieldDefinition>>
}

/** 1 to `recordsMax` changes of one object and one operation, unique by key. Frozen. */
export interface Batch<Fields extends FieldDefinitions = FieldDefinitions> {
  readonly object: BatchObject
  readonly operation: OperationName
  /** The destination fields by which records are found, one of the operation's `matchOn`; empty where it has none. */
  readonly matchOn: readonly (keyof Fields & string)[]
  readonly fields: readonly BatchField[]
  /**
   * Whether every change carries every one of `fields`, so that none has to be looked at to know. Where it is not said a
   * change may lack some: what it does not carry is left alone.
   */
  readonly hasAllFields?: boolean
  readonly changes: readonly Change<Fields>[]
  /** The same for every attempt with the same content. */
  readonly idempotencyKey: string
  /** 1 for the first attempt. */
  readonly attempt: number
}
