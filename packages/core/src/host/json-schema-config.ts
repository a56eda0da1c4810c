import { boundedPattern } from '../bounded-pattern.ts'
import { RevError, type StandardIssue, type StandardSchema } from '@revetl/sdk'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'

/** A configuration schema that is known by its JSON Schema alone. @throws `REV_CONFIG_SCHEMA` where it is none */
export function jsonSchemaConfig(
  schema: Readonly<Record<string, unknown>>,
): StandardSchema<unknown, unknown> {
  const validate = compile(schema)
  return {
    '~standard': {
      version: 1,
      vendor: 'json-schema',
      validate: (value) => (validate(value) ? { value } : { issues: issuesOf(validate.errors) }),
    },
  }
}

function compile(schema: Readonly<Record<string, unknown>>) {
  try {
    const { $schema: _dialect, ...plain } = schema
    return new Ajv2020({
      allErrors: true,
      strict: false,
      validateFormats: false,
      code: { regExp: boundedPattern },
    }).compile(plain)
  } catch (error) {
    throw new RevError('REV_CONFIG_SCHEMA', 'Failed to read the configuration schema.', {
      cause: error,
    })
  }
}

function issuesOf(errors: readonly ErrorObject[] | null | undefined): StandardIssue[] {
  return (errors ?? []).map(({ instancePath, params, message = 'is not valid' }) => {
    const { missingProperty } = params as { readonly missingProperty?: string }
    const path = instancePath.split('/').slice(1)
    return { message, path: missingProperty === undefined ? path : [...path, missingProperty] }
  })
}
