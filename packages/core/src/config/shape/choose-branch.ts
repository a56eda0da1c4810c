import { isExactNumber, type Value } from '@revetl/sdk'
import type { JsonSchema } from '../schema/file-fit.ts'
import { isMapping, typeWords } from './shape-words.ts'

/** The branch of a union that a value was most likely meant for, or why there is none. */
export type Branch =
  | { readonly kind: 'schema'; readonly schema: JsonSchema }
  /** None of the keys that tell the branches apart is there, or several are. */
  | { readonly kind: 'keys'; readonly keys: readonly string[] }
  /** No branch takes this kind of value. */
  | { readonly kind: 'types'; readonly expected: string }

/** Chooses the branch whose type and required keys fit the value best. `root` is where references lead. */
export function chooseBranch(
  branches: readonly JsonSchema[],
  value: Value,
  root: JsonSchema,
): Branch {
  const all = flatten(branches, root)
  const sameType = all.filter((branch) => fitsType(branch, value))
  const [only] = sameType
  if (only === undefined) return { kind: 'types', expected: expectedWords(all) }
  if ('const' in only && all.length > 1 && sameType.length === 1) {
    const others = all.filter((branch) => branch !== only)
    return {
      kind: 'types',
      expected: `${JSON.stringify(only['const'])} or ${expectedWords(others)}`,
    }
  }
  if (sameType.length === 1) return { kind: 'schema', schema: withDefinitions(only, root) }
  if (!isMapping(value)) return scalarBranch(sameType, root)
  return mappingBranch(sameType, value, root)
}

function mappingBranch(
  branches: readonly JsonSchema[],
  value: Readonly<Record<string, Value>>,
  root: JsonSchema,
): Branch {
  const tag = tagOf(branches)
  if (tag !== undefined) return taggedBranch(tag, value, root)
  const scored = branches.map((branch) => ({
    branch,
    present: required(branch).filter((key) => Object.hasOwn(value, key)).length,
    constants: constantsMet(branch, value),
    unknown: Object.keys(value).filter((key) => !isKnown(branch, key)).length,
  }))
  scored.sort((a, b) => b.constants - a.constants || b.present - a.present || a.unknown - b.unknown)
  const [best, next] = scored
  if (best === undefined || best.present === 0) {
    return { kind: 'keys', keys: [...new Set(branches.flatMap(required))] }
  }
  const isClear =
    next === undefined ||
    next.constants < best.constants ||
    next.present < best.present ||
    next.unknown > best.unknown
  return isClear
    ? { kind: 'schema', schema: withDefinitions(best.branch, root) }
    : { kind: 'keys', keys: [...new Set(branches.flatMap(required))] }
}

/** A key that every branch needs with a constant of its own, such as `type`, and the branch of each constant. */
interface Tag {
  readonly key: string
  readonly branches: ReadonlyMap<Value, JsonSchema>
}

function tagOf(branches: readonly JsonSchema[]): Tag | undefined {
  const [first = {}] = branches
  for (const key of required(first)) {
    const tagged = branches.flatMap((branch): [Value, JsonSchema][] => {
      const one = properties(branch)[key]
      const isTag = one !== undefined && 'const' in one && required(branch).includes(key)
      return isTag ? [[one['const'] as Value, branch]] : []
    })
    const byConstant = new Map(tagged)
    if (byConstant.size === branches.length) return { key, branches: byConstant }
  }
  return undefined
}

function taggedBranch(
  { key, branches }: Tag,
  value: Readonly<Record<string, Value>>,
  root: JsonSchema,
): Branch {
  const chosen = branches.get(value[key] ?? null)
  if (chosen !== undefined) return { kind: 'schema', schema: withDefinitions(chosen, root) }
  const choices = { enum: [...branches.keys()] }
  return { kind: 'schema', schema: { required: [key], properties: { [key]: choices } } }
}

/** Among branches for texts, the choices of all are shown together. */
function scalarBranch(branches: readonly JsonSchema[], root: JsonSchema): Branch {
  const choices = branches.flatMap((branch) =>
    Array.isArray(branch['enum']) ? branch['enum'] : 'const' in branch ? [branch['const']] : [],
  )
  const [first = {}] = branches
  return choices.length > 0
    ? { kind: 'schema', schema: { enum: choices } }
    : { kind: 'schema', schema: withDefinitions(first, root) }
}

/** References followed and nested unions opened, as far as they go without a circle. */
function flatten(
  branches: readonly JsonSchema[],
  root: JsonSchema,
  depth = 0,
): readonly JsonSchema[] {
  if (depth > 8) return branches
  return branches.flatMap((branch) => {
    const target = followReference(branch, root)
    const nested = target['anyOf'] ?? target['oneOf']
    return Array.isArray(nested) ? flatten(nested as JsonSchema[], root, depth + 1) : [target]
  })
}

function followReference(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const reference = schema['$ref']
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return schema
  const target = reference
    .slice(2)
    .split('/')
    .reduce<unknown>((at, step) => (at as JsonSchema | undefined)?.[step], root)
  return (target as JsonSchema | undefined) ?? schema
}

function withDefinitions(schema: JsonSchema, root: JsonSchema): JsonSchema {
  return root['$defs'] === undefined ? schema : { ...schema, $defs: root['$defs'] }
}

function required(schema: JsonSchema): readonly string[] {
  return (schema['required'] as readonly string[] | undefined) ?? []
}

function properties(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema['properties'] as Record<string, JsonSchema> | undefined) ?? {}
}

function isKnown(schema: JsonSchema, key: string): boolean {
  return schema['additionalProperties'] !== false || Object.hasOwn(properties(schema), key)
}

/** How many constants of a branch the value has: what tells branches with the same keys apart. */
function constantsMet(schema: JsonSchema, value: Readonly<Record<string, Value>>): number {
  return Object.entries(properties(schema)).filter(
    ([key, one]) => 'const' in one && Object.hasOwn(value, key) && value[key] === one['const'],
  ).length
}

function fitsType(schema: JsonSchema, value: Value): boolean {
  const types = typesOf(schema)
  return types.length === 0 || types.includes(typeName(value)) || isWhole(types, value)
}

function isWhole(types: readonly string[], value: Value): boolean {
  return types.includes('integer') && typeof value === 'number' && Number.isInteger(value)
}

function typesOf(schema: JsonSchema): readonly string[] {
  if (schema['type'] !== undefined) return [schema['type']].flat() as string[]
  const choices = 'const' in schema ? [schema['const']] : schema['enum']
  if (Array.isArray(choices)) return [...new Set((choices as Value[]).map(typeName))]
  return schema['properties'] === undefined ? [] : ['object']
}

function typeName(value: Value): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return isExactNumber(value) ? 'number' : typeof value
}

function expectedWords(branches: readonly JsonSchema[]): string {
  return typeWords([...new Set(branches.flatMap(typesOf))])
}
