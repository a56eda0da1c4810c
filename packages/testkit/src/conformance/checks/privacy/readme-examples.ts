import { operationNames } from '@revetl/sdk'
import type { Manifest } from '@revetl/sdk'
import { parse } from 'yaml'

/** What is wrong with an example of a README, and in which line of it. */
export interface ExampleFault {
  readonly line: number
  readonly expected: string
  readonly got: string
  readonly fix?: string
}

interface Example {
  readonly line: number
  readonly value: Readonly<Record<string, unknown>>
}

const modes = new Set<string>([...operationNames, 'mirror', 'audience'])

/** Holds the examples of a README, its blocks of YAML, against what the connector takes. */
export function readExamples(
  readme: string,
  manifest: Partial<Manifest>,
  packageName: string,
): { readonly isComplete: boolean; readonly faults: readonly ExampleFault[] } {
  const examples = examplesOf(readme)
  const syncs = examples.filter(({ value }) => 'object' in value && 'model' in value)
  const names = new Set<unknown>([manifest.id, packageName])
  const faults = [
    ...examples.flatMap((one) => connectionFaults(one, manifest, names)),
    ...syncs.flatMap((one) => syncFaults(one, manifest)),
  ]
  return { isComplete: syncs.length > 0, faults }
}

function examplesOf(readme: string): readonly Example[] {
  return [...readme.matchAll(/```yaml\n([^]*?)```/g)].flatMap(({ index, 1: text = '' }) => {
    const value = parsed(text)
    return isObject(value) ? [{ line: readme.slice(0, index).split('\n').length + 1, value }] : []
  })
}

/** The value; undefined where it is no YAML, as that of another tool may be. */
function parsed(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

function connectionFaults(
  { line, value }: Example,
  { configSchema }: Partial<Manifest>,
  names: ReadonlySet<unknown>,
): readonly ExampleFault[] {
  const { required = [] } = (configSchema ?? {}) as { readonly required?: readonly string[] }
  const { destinations } = value
  const connections = isObject(destinations) ? Object.values(destinations) : []
  return connections.flatMap((one) => {
    if (!isObject(one) || !names.has(one['connector'])) return []
    const missing = required.filter((option) => !(option in one))
    if (missing.length === 0) return []
    return {
      line,
      expected: 'every option that is required in the destination of the example',
      got: `none of ${missing.join(', ')}`,
      fix: `Give ${missing.join(', ')} in the destination of rev.yaml.`,
    }
  })
}

function syncFaults(
  { line, value }: Example,
  { objects, dynamicObject }: Partial<Manifest>,
): readonly ExampleFault[] {
  const known = Object.keys(objects ?? {})
  const [object, mode] = [textOf(value['object']), value['mode']]
  if (dynamicObject === undefined && !known.includes(object)) {
    const fix = `Name one of ${known.join(', ')} in "object:" of the sync.`
    return [{ line, expected: 'an object of the connector', got: object, fix }]
  }
  if (mode === undefined || modes.has(textOf(mode))) return []
  return [{ line, expected: 'a mode of rev', got: textOf(mode) }]
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value instanceof Object && !Array.isArray(value)
}
