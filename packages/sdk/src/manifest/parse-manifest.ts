import { RevError } from '../errors.ts'
import type { Manifest } from './manifest.ts'
import { manifestSchema } from './manifest-schema.ts'
import { patternProblems } from './pattern-problems.ts'

type Validate = (value: unknown) => readonly string[]
let validate: Promise<Validate> | undefined

/**
 * Takes a parsed manifest.json only when it is one.
 * @throws `REV_CONNECTOR_INVALID` with what is wrong and where.
 */
export async function parseManifest(value: unknown): Promise<Manifest> {
  validate ??= compile()
  const problems = (await validate)(value)
  if (problems.length === 0) return value as Manifest
  throw new RevError(
    'REV_CONNECTOR_INVALID',
    `Failed to read the manifest of a connector: ${problems.join('; ')}.`,
    { hint: 'Build the connector again with revetl-manifest, or update it.' },
  )
}

/** Loaded on first use: ajv would double what an import of the SDK costs. */
async function compile(): Promise<Validate> {
  const { Ajv2020 } = await import('ajv/dist/2020.js')
  const ajv = new Ajv2020({ allErrors: true, strict: false })
  const isManifest = ajv.compile(manifestSchema)
  return (value) => {
    if (!isManifest(value)) {
      return (isManifest.errors ?? []).map(
        ({ instancePath, message }) => `${instancePath || 'it'} ${message ?? 'is not valid'}`,
      )
    }
    const { configSchema } = value as Manifest
    return ajv.validateSchema(configSchema) === true
      ? patternProblems(configSchema)
      : [`/configSchema is not a JSON Schema: ${ajv.errorsText(ajv.errors)}`]
  }
}
