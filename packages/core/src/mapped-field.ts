import type { FilePlace, Value } from '@revetl/sdk'

/** What a call in a mapping may be; `map/functions` has each one's meaning. */
export const functionNames = [
  'trim',
  'lower',
  'upper',
  'concat',
  'coalesce',
  'default',
  'string',
  'number',
  'integer',
  'boolean',
  'date',
  'time',
  'timestamp',
  'format_date',
  'split',
  'join',
  'json',
  'lookup',
  'replace',
  'substring',
  'sha256',
  'e164',
] as const

/** The name of a mapping function. */
export type FunctionName = (typeof functionNames)[number]

/** Names that a run gives values to. */
export const runVariables = ['run.id', 'run.started_at', 'sync.name'] as const

/** One run variable. */
export type RunVariable = (typeof runVariables)[number]

/** How a value is made. Plain data: nothing of it is code. */
export type Expression =
  | { readonly kind: 'column'; readonly column: string; readonly place: FilePlace }
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'variable'; readonly variable: RunVariable }
  /** Text with expressions between; a null in it makes the whole null. */
  | { readonly kind: 'template'; readonly parts: readonly (string | Expression)[] }
  | {
      readonly kind: 'call'
      readonly function: FunctionName
      readonly args: readonly Expression[]
      readonly options: Readonly<Record<string, Value>>
      readonly place: FilePlace
    }
  | { readonly kind: 'object'; readonly fields: readonly (readonly [string, Expression])[] }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }

/** One destination field and where its value comes from. */
export interface MappedField {
  readonly field: string
  readonly expression: Expression
  /** `if-empty` and `on-create` need an object that can be looked up. */
  readonly write: 'always' | 'if-empty' | 'on-create'
  /** `omit`: a null is not sent and leaves the destination's value alone. */
  readonly nulls: 'send' | 'omit'
  readonly place: FilePlace
}
