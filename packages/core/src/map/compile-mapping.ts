import { RevError } from '@revetl/sdk'
import type { CompiledField, CompiledMapping, StagedColumn } from '../compiled-mapping.ts'
import type { Expression, MappedField, RunVariable } from '../mapped-field.ts'
import { compileExpression } from './compile-expression.ts'
import { phoneNumberFunction } from './functions/e164.ts'
import { toJson } from './value-json.ts'

/**
 * Turns a mapping into SQL over the staged model. Pure; run variables are bound as constants.
 * @throws `REV_CONFIG_MAPPING` with every field that cannot be compiled, the first with the others in `others`.
 */
export function compileMapping(
  fields: readonly MappedField[],
  columns: readonly StagedColumn[],
  variables: Readonly<Record<RunVariable, string>>,
): CompiledMapping {
  const byName = new Map(columns.map((column) => [column.name, column]))
  const errors: RevError[] = []
  const compiled = fields.flatMap((mapped) => {
    try {
      return [compileField(mapped, byName, variables)]
    } catch (error) {
      if (!(error instanceof RevError)) throw error
      errors.push(error)
      return []
    }
  })
  throwAll(errors)
  const usesPhoneNumbers = fields.some(({ expression }) => calls(expression, 'e164'))
  return { fields: compiled, scalarFunctions: usesPhoneNumbers ? [phoneNumberFunction] : [] }
}

function compileField(
  mapped: MappedField,
  columns: ReadonlyMap<string, StagedColumn>,
  variables: Readonly<Record<RunVariable, string>>,
): CompiledField {
  const context = { field: mapped.field, place: mapped.place, columns, variables }
  const value = compileExpression(mapped.expression, context)
  const { json, problems } = toJson(value, context)
  const { type, isVolatile } = value
  return { field: mapped.field, type, json, problem: problemOf(problems), isVolatile, mapped }
}

/** The first problem of a row counts. */
function problemOf(problems: readonly string[]): string | undefined {
  const unique = [...new Set(problems)]
  return unique.length < 2 ? unique[0] : `coalesce(${unique.join(', ')})`
}

function throwAll([first, ...others]: readonly RevError[]): void {
  if (first === undefined) return
  const { code, message, hint, place } = first
  throw new RevError(code, message, {
    others,
    ...(hint === undefined ? {} : { hint }),
    ...(place === undefined ? {} : { place }),
  })
}

function calls(expression: Expression, name: string): boolean {
  switch (expression.kind) {
    case 'call':
      return expression.function === name || expression.args.some((arg) => calls(arg, name))
    case 'template':
      return expression.parts.some((part) => typeof part !== 'string' && calls(part, name))
    case 'object':
      return expression.fields.some(([, value]) => calls(value, name))
    case 'array':
      return expression.items.some((item) => calls(item, name))
    default:
      return false
  }
}
