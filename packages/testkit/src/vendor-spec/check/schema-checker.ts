import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { objectAt, type Json, type JsonObject } from '../document.ts'
import { show, type Finding } from './mismatch.ts'
import { SchemaConverter, type Direction } from './to-json-schema.ts'

/** What a value is held against. */
export interface SchemaUse {
  readonly document: JsonObject
  readonly schema: JsonObject
  readonly direction: Direction
  /** Where the value stands, for messages. */
  readonly pointer: string
  /** Whether it was sent as text, so that `5` is a number where one is wanted. */
  readonly isText?: boolean
}

/** Holds values against the schemas of a description; each is compiled once. */
export class SchemaChecker {
  readonly #strict = newAjv(false)
  readonly #coercing = newAjv(true)
  readonly #compiled = new Map<string, WeakMap<JsonObject, ValidateFunction>>()

  /** What is wrong with a value; empty for nothing. */
  check(value: unknown, use: SchemaUse): readonly Finding[] {
    const validate = this.#compile(use)
    // Coercion changes a value in its place.
    const holder = { value: use.isText === true ? structuredClone(value) : value }
    if (validate(holder)) return []
    return significant(validate.errors ?? []).map((error) => toFinding(error, use.pointer))
  }

  #compile({ document, schema, direction, isText = false }: SchemaUse): ValidateFunction {
    const kind = `${direction} ${isText}`
    const known = this.#compiled.get(kind) ?? new WeakMap<JsonObject, ValidateFunction>()
    this.#compiled.set(kind, known)
    const found = known.get(schema)
    if (found) return found
    const { $defs, ...root } = new SchemaConverter(document, direction).convert(schema)
    const compiled = (isText ? this.#coercing : this.#strict).compile({
      type: 'object',
      properties: { value: root },
      $defs,
    })
    known.set(schema, compiled)
    return compiled
  }
}

function newAjv(isCoercing: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    verbose: true,
    logger: false,
    coerceTypes: isCoercing ? 'array' : false,
  })
  addFormats.default(ajv)
  return ajv
}

/** An error about a name says so at that name. */
function toFinding(error: ErrorObject, pointer: string): Finding {
  const name = nameOf(error)
  const path = `${pointer}${error.instancePath.replace(/^\/value/, '')}`
  const step = name?.replaceAll('~', '~0').replaceAll('/', '~1')
  return {
    pointer: step === undefined ? path : `${path}/${step}`,
    keyword: error.keyword,
    expected: expectationOf(error),
    got: show(name === undefined ? error.data : objectAt(error.data as Json)[name]),
  }
}

const nameParams: Readonly<Record<string, string>> = {
  unevaluatedProperties: 'unevaluatedProperty',
  additionalProperties: 'additionalProperty',
  required: 'missingProperty',
}

function nameOf({ keyword, params }: ErrorObject): string | undefined {
  const param = nameParams[keyword]
  return param === undefined ? undefined : String((params as Record<string, unknown>)[param])
}

function expectationOf({ keyword, message = keyword, params }: ErrorObject): string {
  switch (keyword) {
    case 'unevaluatedProperties':
    case 'additionalProperties':
      return 'no such property'
    case 'required':
      return 'a value'
    case 'not':
      return 'nothing: it goes the other way only'
    case 'enum':
      return `one of ${show(params['allowedValues'])}`
    case 'const':
      return show(params['allowedValue'])
    default:
      return message
  }
}

/** Without what only follows from another error: the branches of a choice, and names that a failed branch knows. */
function significant(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
  const isBelowChoice = (path: string) =>
    choices.some(({ instancePath: top }) => path === top || path.startsWith(`${top}/`))
  const failedBranches = errors.filter(({ keyword }) => keyword === 'if')
  return errors.filter(({ keyword, instancePath }) => {
    switch (keyword) {
      case 'if':
        return false
      case 'anyOf':
      case 'oneOf':
        return !choices.some(({ instancePath: top }) => instancePath.startsWith(`${top}/`))
      case 'unevaluatedProperties':
        if (failedBranches.some((branch) => branch.instancePath === instancePath)) return false
        return !isBelowChoice(instancePath)
      default:
        return !isBelowChoice(instancePath)
    }
  })
}
