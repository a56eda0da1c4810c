import { isExactNumber, type Value } from '@revetl/sdk'
import type { JsonSchema } from '../schema/file-fit.ts'
import type { YamlPath } from '../files/yaml-file.ts'

/** A path in words: `map.title.apply[0]`. */
export function pathWords(path: YamlPath): string {
  const text = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
  return text === '' ? 'the file' : text
}

/** Whether a value has keys. */
export function isMapping(value: Value): value is { readonly [name: string]: Value } {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value)
  )
}

/** JSON Schema's types in the words of YAML. */
export function typeWords(types: readonly string[]): string {
  const words: Readonly<Record<string, string>> = {
    string: 'text',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'keys and values',
    null: 'nothing',
  }
  return types.map((type) => words[type] ?? type).join(' or ')
}

/** What a pattern asks for, by example where the schema has some. */
export function patternWords(schema: JsonSchema | undefined): string {
  const examples = schema?.['examples']
  return Array.isArray(examples) && examples.length > 0
    ? `a text such as ${examples.map((one) => `\`${String(one)}\``).join(', ')}`
    : `a text that matches ${String(schema?.['pattern'])}`
}

/** A value in a few words; its text only where it may be shown. */
export function valueWords(value: Value, showsValues = true): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (isMapping(value)) return 'keys and values'
  if (!showsValues) return typeof value === 'string' ? 'a text' : `a ${typeof value}`
  if (typeof value === 'string') return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`
  return typeof value === 'boolean' ? `${value}` : `the number ${JSON.stringify(value)}`
}
