import type { FilePlace, ValueType } from '@revetl/sdk'
import { RevError } from '@revetl/sdk'
import { quoteText } from '../sql.ts'

/**
 * SQL of a value with its type. `native` values are BOOLEAN, BIGINT, DOUBLE or DECIMAL; `text` ones are VARCHAR with
 * the canonical text of the type.
 */
export interface TypedSql {
  readonly sql: string
  readonly type: ValueType
  readonly form: 'native' | 'text'
  /** SQL of which each gives NULL or why the row must be rejected. */
  readonly problems: readonly string[]
  readonly isVolatile: boolean
  /** For `json` that this mapping has built: it needs no check and has no white space. */
  readonly isBuilt?: boolean
  /** For a native `decimal`. */
  readonly digits?: DecimalDigits
  /** A value that is the same for all rows may take another value's type. */
  readonly constant?: ConstantSql
}

/** Digits of a DECIMAL in all and after the point. */
export interface DecimalDigits {
  readonly precision: number
  readonly scale: number
}

/** What is known of a constant. */
export type ConstantSql =
  | { readonly kind: 'null' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'other' }

/** Where a value is made, for messages. */
export interface CompileScope {
  /** The destination field. */
  readonly field: string
  readonly place: FilePlace
}

/** SQL that gives the reason where a condition holds; a condition that is NULL does not. */
export function problemWhere(
  condition: string,
  reason: string,
  { field }: CompileScope,
  code: 'REV_VALUE_INVALID' | 'REV_VALUE_NOT_FINITE' = 'REV_VALUE_INVALID',
): string {
  const text = `${code}: Failed to map "${printable(field)}": ${reason}.`
  return `CASE WHEN ${condition} THEN ${quoteText(text)} END`
}

/** @throws always: a mapping that no row could fit. */
export function refuseMapping(reason: string, hint: string, scope: CompileScope): never {
  throw new RevError(
    'REV_CONFIG_MAPPING',
    `Failed to map "${printable(scope.field)}": ${reason}.`,
    { place: scope.place, hint },
  )
}

/** The words for a type in messages. */
export function typeName(type: ValueType): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}

function printable(name: string): string {
  // oxlint-disable-next-line no-control-regex
  return name.replaceAll(/[\u0000-\u001f\u007f]/g, '?')
}
