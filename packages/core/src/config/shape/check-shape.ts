import { boundedPattern } from '../../bounded-pattern.ts'
import type { Value } from '@revetl/sdk'
import type { ErrorObject, ValidateFunction } from 'ajv'
import { chooseBranch } from './choose-branch.ts'
import type { JsonSchema } from '../schema/file-fit.ts'
import {
  invalid,
  invalidChoice,
  keysProblem,
  missingKey,
  propertyName,
  unknownKey,
  withoutConsequences,
  type ShapeProblem,
} from './shape-problem.ts'
import { isMapping, patternWords, typeWords, valueWords } from './shape-words.ts'
import type { YamlPath } from '../files/yaml-file.ts'

/** What is checked, and how messages name it. */
export interface ShapeCheck {
  readonly schema: JsonSchema
  readonly value: Value
  /** Prepended to the paths of the problems. */
  readonly path?: YamlPath
  /** Whether values may be quoted in messages; false where some may be secrets. */
  readonly showsValues?: boolean
}

let loaded: Promise<ShapeChecker> | undefined

/** Loads the checker once; a process that reads no project file does not pay for it. */
export function loadShapeChecker(): Promise<ShapeChecker> {
  loaded ??= makeShapeChecker()
  return loaded
}

async function makeShapeChecker(): Promise<ShapeChecker> {
  const { Ajv2020 } = await import('ajv/dist/2020.js')
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: false,
    validateFormats: false,
    // To check a schema takes longer than to compile it, and so does the loading of the rules; it is done where it matters.
    validateSchema: false,
    meta: false,
    // Schemas of connectors come with `$id`s of their own; two versions of one may meet here.
    addUsedSchema: false,
    // Each process compiles a schema once and checks one value: what is said once is compiled once, and as it comes.
    inlineRefs: false,
    code: { optimize: false, regExp: boundedPattern },
  })
  const judged = new WeakSet<JsonSchema>()
  let rules: InstanceType<typeof Ajv2020> | undefined
  return new ShapeChecker({
    compile: (schema) => {
      const validate = ajv.compile(schema)
      // Ajv would keep every schema for the life of the process; the checker keeps those that live.
      ajv.removeSchema(schema)
      return validate
    },
    refuseInvalid: (schema) => {
      if (judged.has(schema)) return
      rules ??= new Ajv2020({ strict: false, validateFormats: false })
      void rules.validateSchema(schema, true)
      judged.add(schema)
    },
  })
}

interface SchemaCompiler {
  readonly compile: (schema: JsonSchema) => ValidateFunction
  /** @throws where the schema itself is not valid. */
  readonly refuseInvalid: (schema: JsonSchema) => void
}

/** Checks values against JSON Schemas and says in words what is wrong. */
export class ShapeChecker {
  readonly #compiler: SchemaCompiler
  readonly #compiled = new WeakMap<JsonSchema, ValidateFunction>()

  constructor(compiler: SchemaCompiler) {
    this.#compiler = compiler
  }

  /** @returns every problem; none where the value fits. @throws where it is the schema that is not valid. */
  check(check: ShapeCheck): readonly ShapeProblem[] {
    const validate = this.#validatorOf(check.schema)
    if (validate(check.value)) return []
    this.#compiler.refuseInvalid(check.schema)
    const errors = validate.errors ?? []
    const unions = errors.filter(isUnion)
    const single = errors.filter(
      (error) => !isUnion(error) && !unions.some((union) => isBelow(error, union)),
    )
    const outermost = unions.filter(
      (union) => !unions.some((other) => other !== union && isStrictlyBelow(union, other)),
    )
    return withoutConsequences([
      ...single.flatMap((error) => this.#describe(error, check)),
      ...firstByPath(outermost).flatMap((error) => this.#describeUnion(error, check)),
    ])
  }

  #validatorOf(schema: JsonSchema): ValidateFunction {
    const known = this.#compiled.get(schema)
    if (known !== undefined) return known
    const compiled = this.#compiler.compile(schema)
    this.#compiled.set(schema, compiled)
    return compiled
  }

  /** Checks against the branch that was most likely meant: its problems are what the writer wants to read. */
  #describeUnion(error: ErrorObject, check: ShapeCheck): readonly ShapeProblem[] {
    const path = pathOf(error, check)
    const value = error.data as Value
    const branch = chooseBranch(error.schema as readonly JsonSchema[], value, check.schema)
    if (branch.kind === 'schema') {
      const problems = this.check({ ...check, schema: branch.schema, value, path })
      if (problems.length > 0) return problems
    }
    if (branch.kind === 'keys' && isMapping(value)) {
      return [keysProblem(value, branch.keys, path)]
    }
    const expected = branch.kind === 'types' ? branch.expected : 'another value'
    return [invalid(path, expected, valueWords(value, check.showsValues))]
  }

  #describe(error: ErrorObject, check: ShapeCheck): readonly ShapeProblem[] {
    // The name of a property is checked as a value of its own; `propertyNames` reports it with its place.
    if (error.propertyName !== undefined && error.keyword !== 'propertyNames') return []
    const path = pathOf(error, check)
    const params = error.params as Record<string, unknown>
    const schema = error.parentSchema
    const got = valueWords(error.data as Value, check.showsValues)
    switch (error.keyword) {
      case 'additionalProperties':
      case 'unevaluatedProperties': {
        const key = String(params['additionalProperty'] ?? params['unevaluatedProperty'])
        return [unknownKey(key, Object.keys(schema?.['properties'] ?? {}), path)]
      }
      case 'required':
        return [missingKey(String(params['missingProperty']), path)]
      case 'type':
        return [
          {
            ...invalid(path, typeWords([params['type']].flat() as string[]), got),
            expectedTypes: [params['type']].flat() as string[],
          },
        ]
      case 'enum':
        return [invalidChoice(path, error.schema as readonly Value[], error.data as Value, got)]
      case 'const':
        return [invalid(path, JSON.stringify(error.schema), got)]
      case 'pattern':
        return [invalid(path, patternWords(schema), got)]
      case 'propertyNames':
        return [propertyName(String(params['propertyName']), path)]
      case 'if':
        return []
      default:
        return [invalid(path, `a value that ${error.message ?? 'fits'}`, got)]
    }
  }
}

function pathOf(error: ErrorObject, check: ShapeCheck): YamlPath {
  const steps: (string | number)[] = [...(check.path ?? [])]
  let at: unknown = check.value
  for (const step of error.instancePath.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    steps.push(Array.isArray(at) ? Number(name) : name)
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined
  }
  return steps
}

function isUnion({ keyword, params }: ErrorObject): boolean {
  // A oneOf that several branches pass is a plain error.
  const { passingSchemas } = params as { readonly passingSchemas?: unknown }
  return keyword === 'anyOf' || (keyword === 'oneOf' && passingSchemas === null)
}

function isBelow(error: ErrorObject, union: ErrorObject): boolean {
  return (
    error.instancePath === union.instancePath ||
    error.instancePath.startsWith(`${union.instancePath}/`)
  )
}

function isStrictlyBelow(error: ErrorObject, union: ErrorObject): boolean {
  return error.instancePath.startsWith(`${union.instancePath}/`)
}

function firstByPath(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  // Ajv reports a nested union before the one around it, so the last of a path is the outermost.
  return [...new Map(errors.map((error) => [error.instancePath, error])).values()]
}
