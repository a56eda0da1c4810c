import type { ErrorCode, FilePlace, Value } from '@revetl/sdk'
import { nearestName, suggestName } from '@revetl/sdk/host'
import { pathWords } from './shape-words.ts'
import type { YamlPath } from '../files/yaml-file.ts'

/** One thing that is wrong with a value, in words, and the path to it. */
export interface ShapeProblem {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string
  readonly path: YamlPath
  /** Whether the key of the last step is at fault rather than its value. */
  readonly isKey: boolean
  /** The types that were expected, where the type is what is wrong. */
  readonly expectedTypes?: readonly string[]
}

/** A key that the schema does not have. */
export function unknownKey(key: string, known: readonly string[], path: YamlPath): ShapeProblem {
  return {
    code: 'REV_CONFIG_UNKNOWN_KEY',
    message: `Failed to read ${pathWords(path)}: the key "${key}" is not known.`,
    hint: suggestName(key, known),
    path: [...path, key],
    isKey: true,
  }
}

/** A key that has to be there. */
export function missingKey(key: string, path: YamlPath): ShapeProblem {
  return {
    code: 'REV_CONFIG_INVALID',
    message: `Failed to read ${pathWords(path)}: the key "${key}" is missing.`,
    hint: `Add "${key}".`,
    path: [...path, key],
    isKey: false,
  }
}

/** A name that is not usable as one. */
export function propertyName(name: string, path: YamlPath): ShapeProblem {
  return {
    code: 'REV_CONFIG_INVALID',
    message: `Failed to read ${pathWords(path)}: "${name}" is not a usable name.`,
    hint:
      name === ''
        ? 'Give it a name.'
        : 'Use letters, digits, dashes and underscores, at most 64, starting with a letter or digit.',
    path: [...path, name],
    isKey: true,
  }
}

/** A value with none, or several, of the keys of which it needs one. */
export function keysProblem(
  value: Readonly<Record<string, Value>>,
  keys: readonly string[],
  path: YamlPath,
): ShapeProblem {
  const written = Object.keys(value)
  const [key = ''] = written
  const nearest = keys.includes(key) ? undefined : nearestName(key, keys)
  return {
    code: nearest === undefined ? 'REV_CONFIG_INVALID' : 'REV_CONFIG_UNKNOWN_KEY',
    message: `Failed to read ${pathWords(path)}: Expected one of the keys ${keys.join(', ')}, got ${
      written.length === 0 ? 'none' : written.join(', ')
    }.`,
    hint: nearest === undefined ? 'Give exactly one of these keys.' : `Did you mean "${nearest}"?`,
    path: key === '' ? path : [...path, key],
    isKey: key !== '',
  }
}

/** A value that does not fit. */
export function invalid(path: YamlPath, expected: string, got: string): ShapeProblem {
  return {
    code: 'REV_CONFIG_INVALID',
    message: `Failed to read ${pathWords(path)}: the value does not fit. Expected ${expected}, got ${got}.`,
    hint: `Correct ${pathWords(path)}.`,
    path,
    isKey: false,
  }
}

/** A value that is none of the choices. */
export function invalidChoice(
  path: YamlPath,
  choices: readonly Value[],
  value: Value,
  got: string,
): ShapeProblem {
  const words = choices.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))
  const nearest = typeof value === 'string' ? nearestName(value, words) : undefined
  const problem = invalid(path, `one of ${words.join(', ')}`, got)
  return nearest === undefined ? problem : { ...problem, hint: `Did you mean "${nearest}"?` }
}

/** A mistyped key is also a missing one: one report is enough. */
export function withoutConsequences(problems: readonly ShapeProblem[]): readonly ShapeProblem[] {
  const suggested = new Set(
    problems
      .filter(({ code }) => code === 'REV_CONFIG_UNKNOWN_KEY')
      .map(({ path, hint }) => JSON.stringify([path.slice(0, -1), hint])),
  )
  const seen = new Set<string>()
  return problems.filter(({ path, message, hint }) => {
    const key = String(path.at(-1))
    const parent = path.slice(0, -1)
    const isMissing = hint === `Add "${key}".`
    if (isMissing && suggested.has(JSON.stringify([parent, `Did you mean "${key}"?`]))) return false
    const isNew = !seen.has(message)
    seen.add(message)
    return isNew
  })
}

/** The place of a problem in its file. */
export function problemPlace(
  problem: Pick<ShapeProblem, 'path' | 'isKey'>,
  file: {
    readonly placeOf: (...path: YamlPath) => FilePlace
    readonly keyPlaceOf: (...path: YamlPath) => FilePlace
  },
): FilePlace {
  return problem.isKey ? file.keyPlaceOf(...problem.path) : file.placeOf(...problem.path)
}
