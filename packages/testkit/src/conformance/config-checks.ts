import assert from 'node:assert/strict'
import { checkConfig, type ConfigIssue, type JsonSchema } from '@revetl/sdk/host'
import type { ConnectorCheck } from './check.ts'
import type { ConformanceTarget } from './target.ts'

const secretLooking =
  /(token|secret|password|passphrase|(api|access|private)[-_]?key|credentials?)$/i

interface Property {
  readonly path: string
  readonly name: string
  readonly schema: JsonSchema
}

/** What every configuration schema promises. */
export const configChecks: readonly ConnectorCheck[] = [
  {
    id: 'C02',
    title: 'the configuration schema is the same each time and needs no configuration',
    severity: 'must',
    run: async (target) => {
      assert.deepEqual(await target.configSchema(), await target.configSchema())
    },
  },
  {
    id: 'C03',
    title: 'every property of the configuration has a title and a description',
    severity: 'must',
    run: async (target) => {
      const bare = properties(await target.configSchema()).filter(
        ({ schema }) =>
          saidOf(schema, 'title') === undefined || saidOf(schema, 'description') === undefined,
      )
      assertNone(
        bare.map(({ path }) => path),
        'have no title or no description',
      )
    },
  },
  {
    id: 'C04',
    title: 'what looks like a secret is marked as one, and no secret has a default or an example',
    severity: 'must',
    run: async (target) => {
      const all = properties(await target.configSchema())
      const unmarked = all.filter(
        ({ name, schema }) => secretLooking.test(name) && isText(schema) && !isMarked(schema),
      )
      assertNone(
        unmarked.map(({ path }) => path),
        'look like secrets and are not marked',
      )
      const shown = all.filter(
        ({ schema }) =>
          schema['x-rev-secret'] === true && ('default' in schema || 'examples' in schema),
      )
      assertNone(
        shown.map(({ path }) => path),
        'are secrets with a default or an example',
      )
    },
  },
  {
    id: 'C05',
    title: 'a required property that is missing is named by the error',
    severity: 'must',
    run: async (target) => {
      const { required = [] } = (await target.configSchema()) as { required?: readonly string[] }
      for (const name of required) {
        const { [name]: _removed, ...rest } = target.config
        assertNames(await issuesOf(target, rest), name, 'was missing')
      }
    },
  },
  {
    id: 'C06',
    title: 'a property of the wrong type is named by the error',
    severity: 'must',
    run: async (target) => {
      for (const { path: name, schema } of topLevel(await target.configSchema())) {
        const wrong = wrongValue(schema)
        if (wrong === undefined) continue
        const config = { ...target.config, [name]: wrong }
        assertNames(await issuesOf(target, config), name, `was ${JSON.stringify(wrong)}`)
      }
    },
  },
  {
    id: 'C07',
    title: 'what has a default can be left out',
    severity: 'must',
    run: async (target) => {
      const defaulted = topLevel(await target.configSchema())
        .filter(({ schema }) => 'default' in schema)
        .map(({ name }) => name)
      const kept = Object.entries(target.config).filter(([name]) => !defaulted.includes(name))
      const issues = await issuesOf(target, Object.fromEntries(kept))
      assertNone(
        issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
        'failed',
      )
    },
  },
  {
    id: 'C09',
    title: 'an unknown property is accepted or reported, and never a crash',
    severity: 'must',
    run: async (target) => {
      await issuesOf(target, { ...target.config, notAPropertyOfThisConnector: 1 })
    },
  },
]

async function issuesOf(
  target: ConformanceTarget,
  config: object,
): Promise<readonly ConfigIssue[]> {
  return (await checkConfig(target.options.definition.config, config)).issues ?? []
}

function assertNames(issues: readonly ConfigIssue[], name: string, what: string): void {
  assert.ok(
    issues.some(({ path }) => path[0] === name),
    `${name} ${what}, and the issues name ${JSON.stringify(issues.map(({ path }) => path))}`,
  )
}

function assertNone(found: readonly string[], what: string): void {
  assert.equal(found.length, 0, `${found.join(', ')} ${what}`)
}

const optionsOf = (schema: JsonSchema): readonly JsonSchema[] =>
  (schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf'] ?? []) as readonly JsonSchema[]

/** A keyword of a schema, or of its parts where it is a nullable or a union of which one part says it. */
function saidOf(schema: JsonSchema, keyword: string): unknown {
  return schema[keyword] ?? optionsOf(schema).find((option) => keyword in option)?.[keyword]
}

const isText = (schema: JsonSchema): boolean => saidOf(schema, 'type') === 'string'
const isMarked = (schema: JsonSchema): boolean => saidOf(schema, 'x-rev-secret') !== undefined

function topLevel(schema: JsonSchema): readonly Property[] {
  const named = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
  return Object.entries(named).map(([name, one]) => ({ path: name, name, schema: one }))
}

/** The named properties of a schema at every depth. A discriminator explains itself. */
function properties(schema: JsonSchema, path: readonly string[] = []): readonly Property[] {
  const here = topLevel(schema)
    .filter((property) => !('const' in property.schema))
    .map((property) => ({ ...property, path: [...path, property.name].join('.') }))
  const named = here.flatMap(({ name, schema: one }) => properties(one, [...path, name]))
  const { items, additionalProperties: extra } = schema
  const inner = [...optionsOf(schema), items, extra].filter(
    (one): one is JsonSchema => typeof one === 'object' && one !== null,
  )
  return [...here, ...named, ...inner.flatMap((one) => properties(one, path))]
}

/** A value that no reading of the property's type takes. */
function wrongValue(schema: JsonSchema): unknown {
  switch (schema['type']) {
    case 'string':
    case 'number':
    case 'integer':
    case 'boolean':
      return { not: 'a scalar' }
    case 'object':
    case 'array':
      return 'a text'
    default:
      return undefined
  }
}
