import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { projectSchema } from '../../src/config/project-schema.ts'
import { connectors, goodFiles, load } from './project-fixture.ts'

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })

async function isFine(
  kind: 'project' | 'model' | 'sync',
  text: string,
  isNamed = true,
): Promise<boolean> {
  const schemas = projectSchema(await connectors.list(), isNamed ? await load() : undefined)
  return ajv.compile(schemas[kind])(parse(text))
}

const rev = goodFiles['rev.yaml']
const sync = goodFiles['syncs/people.yaml']

test('the files that load are files that an editor accepts', async () => {
  expect(await isFine('project', rev)).toBe(true)
  expect(await isFine('project', `${rev}    run_in: child\n`)).toBe(true)
  const limits = 'child_limits: { memory: 512MiB, silence: { write: 10m } }'
  expect(await isFine('project', `${rev}    ${limits}\n`)).toBe(true)
  expect(await isFine('sync', sync)).toBe(true)
  expect(await isFine('sync', sync, false)).toBe(true)
  expect(await isFine('model', 'source: local\ntable: public.people\nkey: [a, b]')).toBe(true)
})

test.each([
  ['project', rev.replace('url:', 'ulr:')],
  ['project', `${rev}    region: asia\n`],
  ['project', `${rev}    port: many\n`],
  ['project', `${rev}    run_in: sandbox\n`],
  ['project', `${rev}    child_limits: { memory: much }\n`],
  ['project', `${rev}nmae: x\n`],
  ['sync', sync.replace('object: contacts', 'object: contact')],
  ['sync', sync.replace('model: people', 'model: peple')],
  ['sync', sync.replace('destination: crm', 'destination: crn')],
  ['sync', sync.replace('  email: email', '  emial: email')],
  ['sync', sync.replace('apply: [trim', 'apply: [trimm')],
  ['model', 'source: locl\nsql: select 1'],
  ['model', 'sql: select 1\ntable: people'],
] as const)('an editor marks the mistake in this %s: %s', async (kind, text) => {
  expect(await isFine(kind, text)).toBe(false)
})

test('a reference may stand where a connector wants a number or a choice', async () => {
  expect(
    await isFine('project', `${rev}    port: '\${env:PORT}'\n    region: '\${env:REGION}'\n`),
  ).toBe(true)
})

test('a connector that is not installed yet is left to the connector', async () => {
  expect(
    await isFine('project', rev.replace('connector: duckdb', 'connector: ./mine, any: 1')),
  ).toBe(true)
})

test('references inside the schema of a connector still lead to its own definitions', async () => {
  const [crm] = await connectors.list()
  if (crm === undefined) throw new Error('no connector')
  const configSchema = {
    type: 'object',
    properties: { limits: { $ref: '#/$defs/limits' } },
    $defs: { limits: { type: 'object', properties: { perSecond: { type: 'number' } } } },
  }
  const connector = { ...crm, manifest: { ...crm.manifest, configSchema } }
  const validate = ajv.compile(projectSchema([connector]).project)
  expect([validate(withLimit(1)), validate(withLimit('fast'))]).toEqual([true, false])
})

test('every key of every file says what it is for', () => {
  const schemas = projectSchema([])
  for (const schema of Object.values(schemas)) {
    const [first] = (schema['anyOf'] as Record<string, unknown>[] | undefined) ?? []
    const properties = (schema['properties'] ?? first?.['properties']) as Record<string, object>
    for (const [name, one] of Object.entries(properties)) {
      expect(one, name).toHaveProperty('description')
    }
  }
})

function withLimit(perSecond: unknown): unknown {
  return { name: 'x', destinations: { crm: { connector: 'crm', limits: { perSecond } } } }
}
