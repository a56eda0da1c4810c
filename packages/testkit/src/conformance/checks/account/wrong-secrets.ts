import type { JsonSchema, SecretPath } from '@revetl/sdk/host'

/** A configuration in which every secret is another text. */
export function withSecrets(
  config: JsonSchema,
  paths: readonly SecretPath[],
  value: string,
): JsonSchema {
  return paths.reduce((now, path) => replaceAt(now, path, value), config)
}

/** The configuration with another value at a path, where it has one there. */
function replaceAt(config: JsonSchema, [step, ...rest]: SecretPath, value: unknown): JsonSchema {
  const names = step === '*' ? Object.keys(config) : [step ?? '']
  const replaced = names.flatMap((name) => {
    const old = config[name]
    if (old === undefined || old === null) return []
    if (rest.length === 0) return [[name, value]]
    return typeof old === 'object' ? [[name, replaceAt(old as JsonSchema, rest, value)]] : []
  })
  const changes = Object.fromEntries(replaced) as JsonSchema
  // Lists stay lists: their positions are their names.
  return Array.isArray(config) ? Object.assign([...config], changes) : { ...config, ...changes }
}
