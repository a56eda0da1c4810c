import {
  configJsonSchema,
  jsonSchemaDialect,
  parseManifest,
  manifestOf,
  type JsonSchema,
} from '@revetl/sdk/host'
import type { ConnectorCheck } from '../check.ts'
import { expectNone, expectSame } from '../check-failure.ts'
import { reportOf } from '../../isolated/isolated-of.ts'
import { properties, saidOf } from './schema-walk.ts'

const secretLooking =
  /(token|secret|password|passphrase|(api|access|private)[-_]?key|credentials?)$/i
const plainName = /^[A-Za-z_][A-Za-z0-9_-]*$/

/** What the schema of the configuration promises by itself. */
export const schemaChecks: readonly ConnectorCheck[] = [
  {
    id: 'C01',
    title: 'the configuration schema is one JSON Schema 2020-12 that describes an object',
    level: 'X',
    severity: 'must',
    about: 'connector',
    run: async ({ subject }) => {
      const schema = await subject.configSchema()
      expectSame(schema['$schema'], jsonSchemaDialect, '$schema')
      // Compiles the schema with ajv, as a host does before it trusts a manifest.
      await parseManifest(JSON.parse(JSON.stringify(await manifestOf(subject.definition))))
    },
  },
  {
    id: 'C02',
    title:
      'the configuration schema is the same each time, and needs no configuration and no network',
    level: 'X',
    severity: 'must',
    about: 'connector',
    run: async ({ subject }) => {
      const schemas = [
        await configJsonSchema(subject.definition),
        await configJsonSchema(subject.definition),
      ]
      expectSame(schemas[1], schemas[0], 'the same schema')
      if (subject.isolated === undefined) return undefined
      const { schemas: alone } = reportOf(await subject.isolated.importing())
      expectSame(alone[1], alone[0], 'the same schema in a process of its own')
      return undefined
    },
  },
  {
    id: 'C03',
    title: 'every property of the configuration has a title, a description and a plain name',
    level: 'X',
    severity: 'must',
    about: 'connector',
    run: async ({ subject }) => {
      const all = properties(await subject.configSchema())
      const bare = all.filter(
        ({ schema }) =>
          saidOf(schema, 'title') === undefined || saidOf(schema, 'description') === undefined,
      )
      expectNone(
        bare.map(({ path }) => path),
        'a title and a description for every property',
      )
      expectNone(
        all.filter(({ name }) => !plainName.test(name)).map(({ path }) => path),
        'names of letters, digits, dashes and underscores',
      )
    },
  },
  {
    id: 'C04',
    title: 'what looks like a secret is marked as one, and no secret has a default or an example',
    level: 'X',
    severity: 'must',
    about: 'connector',
    run: async ({ subject }) => {
      const all = properties(await subject.configSchema())
      const unmarked = all.filter(
        ({ name, schema }) => secretLooking.test(name) && isText(schema) && !isMarked(schema),
      )
      expectNone(
        unmarked.map(({ path }) => path),
        'a mark on everything that looks like a secret',
      )
      const shown = all.filter(
        ({ schema }) => isMarked(schema) && ('default' in schema || 'examples' in schema),
      )
      expectNone(
        shown.map(({ path }) => path),
        'no secret with a default or an example',
      )
    },
  },
]

const isText = (schema: JsonSchema): boolean => saidOf(schema, 'type') === 'string'
const isMarked = (schema: JsonSchema): boolean => saidOf(schema, 'x-rev-secret') !== undefined
