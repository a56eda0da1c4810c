import type { Value } from '@revetl/sdk'
import type { FunctionName } from '../mapped-field.ts'
import { refuseMapping, typeName, type CompileScope, type TypedSql } from './typed-sql.ts'

/** A call in a mapping whose arguments are SQL already. */
export interface FunctionCall {
  readonly name: FunctionName
  /** The value that the function is applied to. */
  readonly value: TypedSql
  /** The value, and what `concat` and `coalesce` have after it. */
  readonly args: readonly TypedSql[]
  readonly options: Readonly<Record<string, Value>>
  readonly scope: CompileScope
}

/** Turns a call into SQL. */
export type CompileFunction = (call: FunctionCall) => TypedSql

/** A result that has the problems of its argument and perhaps more. */
export function result(
  { args }: Pick<FunctionCall, 'args'>,
  made: Pick<TypedSql, 'sql' | 'type'> & Partial<Pick<TypedSql, 'form' | 'isBuilt'>>,
  problems: readonly string[] = [],
): TypedSql {
  return {
    form: 'text',
    ...made,
    problems: [...new Set([...args.flatMap((arg) => arg.problems), ...problems])],
    isVolatile: args.some(({ isVolatile }) => isVolatile),
  }
}

/** A text option; undefined where it is not given. */
export function textOption(options: FunctionCall['options'], name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

/** @throws `REV_CONFIG_MAPPING`: no value of this type fits the function. */
export function refuseType(
  { name, value, scope }: FunctionCall,
  expected: string,
  hint: string,
): never {
  return refuseMapping(
    `${name} does not take ${typeName(value.type)}. Expected ${expected}`,
    hint,
    scope,
  )
}
