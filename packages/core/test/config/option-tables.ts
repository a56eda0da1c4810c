import { z } from 'zod'
import { childOptions } from '../../src/config/schema/child-options.ts'
import type { JsonSchema } from '../../src/config/schema/file-fit.ts'
import { fileSchema } from '../../src/config/schema/json-schemas.ts'

const schemas: Readonly<Record<string, () => JsonSchema>> = {
  project: () => fileSchema('project'),
  dbt: () => properties(fileSchema('project'))['dbt'] ?? {},
  model: () => merged(fileSchema('model')['anyOf'] as readonly JsonSchema[]),
  contract: () => properties(fileSchema('header'))['contract'] ?? {},
  contract_column: () => {
    const { columns } = properties(properties(fileSchema('header'))['contract'] ?? {})
    return (columns?.['additionalProperties'] ?? {}) as JsonSchema
  },
  sync: () => without(fileSchema('sync'), Object.keys(properties(defaults()))),
  defaults,
  child,
  silence: () => properties(child())['silence'] ?? {},
  guard: () => properties(defaults())['guard'] ?? {},
  run_log: () => optionsOf('run_log'),
  verify: () => optionsOf('verify'),
}

/** Of an option that is `false` or keys and values: the latter. */
function optionsOf(name: string): JsonSchema {
  const branches = properties(defaults())[name]?.['anyOf'] as readonly JsonSchema[]
  return branches.find((one) => one['properties'] !== undefined) ?? {}
}

/** Writes the tables of options between their marks. */
export function withOptionTables(page: string): string {
  return page.replaceAll(
    /(<!-- options: (\w+) -->\n)[\s\S]*?(<!-- \/options -->)/g,
    (_all, start: string, name: string, end: string) => {
      const schema = schemas[name]
      if (schema === undefined) throw new Error(`no options are called ${name}`)
      return `${start}\n${optionTable(schema())}\n${end}`
    },
  )
}

function optionTable(schema: JsonSchema): string {
  const required = (schema['required'] as readonly string[] | undefined) ?? []
  const rows = Object.entries(flattened(schema)).map(([name, one]) => {
    const description = textOf(one['description']).replaceAll('|', '\\|')
    const initial = one['default']
    const otherwise = required.includes(name)
      ? 'required'
      : initial === undefined
        ? ''
        : `\`${textOf(initial)}\``
    return `| \`${name}\` | ${valueWords(one)} | ${description} | ${otherwise} |\n`
  })
  return `| key | value | meaning | default |\n|---|---|---|---|\n${rows.join('')}`
}

function valueWords(schema: JsonSchema): string {
  const choices = schema['enum'] as readonly string[] | undefined
  if (choices !== undefined) return choices.map((one) => `\`${one}\``).join(' ')
  const examples = schema['examples'] as readonly unknown[] | undefined
  const [example] = examples ?? []
  if (example !== undefined)
    return `such as \`${typeof example === 'string' ? example : JSON.stringify(example)}\``
  const options = schema['anyOf'] as readonly JsonSchema[] | undefined
  if (options !== undefined) return options.map(typeWord).join(' or ')
  return typeWord(schema)
}

function typeWord(schema: JsonSchema): string {
  if (schema['const'] !== undefined) return `\`${textOf(schema['const'])}\``
  const words: Readonly<Record<string, string>> = {
    string: 'text',
    boolean: '`true` `false`',
    integer: 'whole number',
    number: 'number',
    array: 'list',
    object: 'keys and values',
  }
  return words[String(schema['type'])] ?? ''
}

function defaults(): JsonSchema {
  return properties(fileSchema('project'))['defaults'] ?? {}
}

function child(): JsonSchema {
  return z.toJSONSchema(childOptions, { io: 'input' }) as JsonSchema
}

function properties(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema['properties'] as Record<string, JsonSchema> | undefined) ?? {}
}

function without(schema: JsonSchema, names: readonly string[]): JsonSchema {
  const kept = Object.entries(properties(schema)).filter(([name]) => !names.includes(name))
  return { ...schema, properties: Object.fromEntries(kept) }
}

function merged(branches: readonly JsonSchema[]): JsonSchema {
  return { properties: Object.assign({}, ...branches.map(properties)) as JsonSchema }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '')
}

/** Groups of a few keys stand in the same table; larger ones have a table of their own. */
function flattened(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  const entries = Object.entries(properties(schema)).flatMap(([name, one]) => {
    const below = Object.entries(properties(one))
    return below.length === 1 || below.length === 2
      ? below.map(([inner, option]) => [`${name}.${inner}`, option] as const)
      : [[name, one] as const]
  })
  return Object.fromEntries(entries)
}
