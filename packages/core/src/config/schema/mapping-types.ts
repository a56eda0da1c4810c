import type { Value } from '@revetl/sdk'
import type { RunVariable } from '../../mapped-field.ts'

/** How a value is made, as it is written: a column's name or one of the forms. */
export type ExpressionFile = string | ExpressionForm

/** The forms of an expression; exactly one of the keys besides `apply` is there. */
export interface ExpressionForm {
  readonly column?: string | undefined
  readonly constant?: Value | undefined
  readonly variable?: RunVariable | undefined
  readonly template?: string | undefined
  readonly concat?: readonly ExpressionFile[] | undefined
  readonly coalesce?: readonly ExpressionFile[] | undefined
  readonly object?: { readonly [name: string]: ExpressionFile } | undefined
  readonly array?: readonly ExpressionFile[] | undefined
  readonly apply?: readonly ApplyFile[] | undefined
}

/** A mapped field, as it is written: an expression with rules for the field. */
export type FieldFile =
  | string
  | (ExpressionForm & {
      readonly nulls?: 'send' | 'omit' | undefined
      readonly write?: 'always' | 'if_empty' | 'on_create' | undefined
    })

/** A function without options, or with them: under its own name and, for some, beside it. */
export type ApplyFile = string | { readonly [name: string]: unknown }
