import type { Column, ErrorCode, ValueType } from '@revetl/sdk'
import type { MappedField } from './mapped-field.ts'

/** A mapped field as SQL of the engine that holds the data. */
export interface CompiledField {
  readonly field: string
  /** The type of the values that the expression makes. */
  readonly type: ValueType
  /** SQL over the model's columns that gives the value as JSON text: never SQL NULL, `null` for a null. */
  readonly json: string
  /**
   * SQL that gives NULL where the value is fine, else why the row must be rejected, as `problemParts` reads it;
   * undefined where nothing can go wrong.
   */
  readonly problem: string | undefined
  /** Whether a run variable is in it: such a field never makes a record a changed one. */
  readonly isVolatile: boolean
  readonly mapped: MappedField
}

/** A mapping ready to run. */
export interface CompiledMapping {
  readonly fields: readonly CompiledField[]
  /** Functions of JavaScript that the SQL calls and the engine has to offer. */
  readonly scalarFunctions: readonly ScalarFunction[]
}

/** A function in JavaScript over texts, called from SQL. Pure. */
export interface ScalarFunction {
  readonly name: string
  readonly parameters: number
  /** Another one may give another result for the same arguments. */
  readonly version: string
  readonly call: (...args: readonly (string | null)[]) => string | null
}

/**
 * A column of the staged model. In the engine's SQL a `boolean` is BOOLEAN, an `integer` BIGINT, a `number` DOUBLE,
 * a `decimal` with precision up to 38 DECIMAL; every other type is VARCHAR that holds the canonical text of the type.
 */
export type StagedColumn = Column

/** A problem as the SQL of a field tells it: the error code, a colon and a sentence that names the field. */
export function problemParts(text: string): { readonly code: ErrorCode; readonly message: string } {
  const [, code, message] = /^(REV_VALUE_[A-Z_]+): (.*)$/s.exec(text) ?? []
  return code === undefined || message === undefined
    ? { code: 'REV_VALUE_INVALID', message: text }
    : { code: code as ErrorCode, message }
}
