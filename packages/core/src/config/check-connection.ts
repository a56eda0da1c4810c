import type { Value, ValueRecord } from '@revetl/sdk'
import { suggestName } from '@revetl/sdk/host'
import type { Connection } from '../connection.ts'
import type { ShapeChecker } from './shape/check-shape.ts'
import type { Problems } from './problems.ts'
import type { ResolvedConfig } from './secrets/resolve-secrets.ts'
import { problemPlace, type ShapeProblem } from './shape/shape-problem.ts'
import type { YamlFile, YamlPath } from './files/yaml-file.ts'

interface ConnectionCheck extends Pick<Connection, 'connector'> {
  readonly resolved: ResolvedConfig
  readonly path: YamlPath
  readonly file: YamlFile
  readonly checker: ShapeChecker
  readonly problems: Problems
}

/**
 * Checks a configuration against its connector's schema, at the lines of the file.
 * @returns the configuration, with references turned into numbers or booleans where the schema wants such.
 */
export function checkConnection(check: ConnectionCheck): ValueRecord | undefined {
  const { connector, resolved, path, file, checker, problems } = check
  const schema = connector.manifest.configSchema
  let value = resolved.value as ValueRecord
  let found = checkOnce()
  const converted = convertReferences(value, found, check)
  if (converted !== undefined) {
    value = converted
    found = checkOnce()
  }
  // What a missing secret would have said twice is said once, by the secret.
  for (const problem of found.filter((one) => !isUnresolved(one, check))) {
    problems.add(problem.code, problem.message, {
      hint: problem.hint,
      place: problemPlace(problem, file),
    })
  }
  warnOfUnknownKeys(value, check)
  return found.length === 0 ? value : undefined

  function checkOnce(): readonly ShapeProblem[] {
    return checker.check({ schema, value, path, showsValues: false })
  }
}

function isUnresolved({ path }: ShapeProblem, { resolved }: ConnectionCheck): boolean {
  const key = JSON.stringify(path)
  if (!resolved.referencePaths.has(key)) return false
  return valueAt(resolved.value, path.slice(2)) === ''
}

function valueAt(value: Value, path: YamlPath): unknown {
  return path.reduce<unknown>((at, step) => (at as ValueRecord | undefined)?.[step], value)
}

/** The environment has only texts: `${env:PORT}` stands for a number where the schema asks for one. */
function convertReferences(
  value: ValueRecord,
  problems: readonly ShapeProblem[],
  { resolved }: ConnectionCheck,
): ValueRecord | undefined {
  let result: ValueRecord | undefined
  for (const { path, expectedTypes } of problems) {
    if (expectedTypes === undefined || !resolved.referencePaths.has(JSON.stringify(path))) continue
    const inside = path.slice(2)
    const converted = textAs(String(valueAt(value, inside)), expectedTypes)
    if (converted === undefined) continue
    result = withValue(result ?? value, inside, converted) as ValueRecord
  }
  return result
}

function textAs(text: string, types: readonly string[]): Value | undefined {
  if (types.includes('boolean') && /^(true|false)$/.test(text)) return text === 'true'
  const isNumber = types.includes('number') || types.includes('integer')
  if (!isNumber || !/^-?\d+(\.\d+)?$/.test(text)) return undefined
  return Number(text)
}

function withValue(value: Value, [step, ...rest]: YamlPath, replacement: Value): Value {
  if (step === undefined) return replacement
  if (Array.isArray(value)) {
    return value.map((item: Value, index) =>
      index === step ? withValue(item, rest, replacement) : item,
    )
  }
  return Object.fromEntries(
    Object.entries(value as ValueRecord).map(([key, one]) => [
      key,
      key === step ? withValue(one, rest, replacement) : one,
    ]),
  )
}

/** A schema that allows any key cannot tell a typo; rev can at least say that it knows no such key. */
function warnOfUnknownKeys(value: ValueRecord, check: ConnectionCheck): void {
  const { connector, path, file, problems } = check
  const schema = connector.manifest.configSchema
  const known = schema['properties']
  if (schema['additionalProperties'] !== undefined || typeof known !== 'object') return
  if (known === null || ['anyOf', 'oneOf', 'allOf', '$ref'].some((key) => key in schema)) return
  for (const key of Object.keys(value).filter((name) => !Object.hasOwn(known, name))) {
    problems.warn(
      'REV_CONFIG_UNKNOWN_KEY',
      `The connector ${connector.manifest.id} does not know the key "${key}" of ${path.join('.')}.`,
      { place: file.keyPlaceOf(...path, key), hint: suggestName(key, Object.keys(known)) },
    )
  }
}
