import { readFileSync } from 'node:fs'
import path from 'node:path'
import { hostDestination } from '@revetl/core/connectors'
import { createConnectorResolver } from '@revetl/registry'
import { openDestination } from '@revetl/testkit'
import { conformanceSuite, defineConformance } from '@revetl/testkit/suite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeProject } from './support/make-project.ts'
import { startPeopleCrm, type PeopleCrm } from './support/people-crm.ts'
import { rev, revJson } from './support/run-rev.ts'

const folder = path.resolve(import.meta.dirname, '../examples/python-connector')
const projectPath = import.meta.dirname
const resolver = createConnectorResolver({ projectPath })
const connector = await resolver.resolve('destination', folder)

let crm: PeopleCrm

beforeAll(async () => {
  crm = await startPeopleCrm()
})
afterAll(() => crm[Symbol.asyncDispose]())

const person = (index: number) => ({
  email: `person${index}@example.com`,
  name: 'Ada 👩‍💻',
  score: index,
})

await conformanceSuite({
  definition: hostDestination({ connector, projectPath, egressAllow: ['127.0.0.1/32'] }),
  conformance: defineConformance({
    kind: 'destination',
    start: async () => {
      const simulator = await startPeopleCrm()
      // Its requests pass the gateway of its host and not that of a check, so the checks of the wire do not apply.
      return {
        config: { apiKey: 'simulated-key', baseUrl: simulator.url },
        wrongCredentials: { apiKey: 'wrong', baseUrl: simulator.url },
        unreachable: { apiKey: 'simulated-key', baseUrl: 'http://127.0.0.1:1' },
        count: () => simulator.people.size,
        [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
      }
    },
    cases: [
      {
        object: 'people',
        operation: 'upsert',
        record: person,
        badRecord: (index) => ({ ...person(index), email: `nobody ${index}` }),
      },
      {
        object: 'people',
        operation: 'delete',
        record: (index) => ({ email: person(index).email }),
        prepare: (records, destination) =>
          destination.write({ object: 'people', operation: 'upsert', records }),
      },
    ],
  }),
})

test.for([
  ['permission-missing', 'REV_AUTH_SCOPE'],
  ['html-page', 'REV_HTTP_BODY'],
  ['null-body', 'REV_HTTP_BODY'],
] as const)('a fault of the vendor has the code that it calls for: %s', async ([fault, code]) => {
  await using simulator = await startPeopleCrm()
  simulator.faults.switchOn(fault)
  const definition = hostDestination({ connector, projectPath, egressAllow: ['127.0.0.1/32'] })
  await using destination = await openDestination(definition, {
    config: { apiKey: 'simulated-key', baseUrl: simulator.url },
  })
  const written = destination.write({ object: 'people', operation: 'upsert', records: [person(1)] })
  await expect(written).rejects.toMatchObject({ code })
})

test('the connector in Python has at most 150 lines and needs nothing but Python', () => {
  const text = readFileSync(path.join(folder, 'main.py'), 'utf8')
  expect(text.split('\n').length).toBeLessThanOrEqual(151)
  const imported = [...text.matchAll(/^(?:import|from) (\w+)/gm)].map(([, name]) => name)
  expect(imported).toEqual(['json', 'sys', 'collections', 'pathlib'])
})

test('rev delivers through the connector in Python, and a second run sends nothing', async () => {
  const project = await makeProject({
    'rev.yaml': `name: python
sources: { files: { connector: duckdb } }
destinations:
  crm: { connector: ${folder}, baseUrl: '${crm.url}', apiKey: '\${env:KEY}' }
egress: { allow: [127.0.0.1/32] }
`,
    'models/people.sql':
      "-- key: email\nselect * from (values ('ada@example.com', 'Ada', 9007199254740993), ('nobody', 'No', 1)) t(email, name, score)\n",
    'syncs/people.yaml':
      'model: people\ndestination: crm\nobject: people\nmode: mirror\nmap: all\n',
  })
  const env = { KEY: 'simulated-key' }
  const first = await revJson(project, ['run'], { env })
  expect(first.result, first.error?.message).toMatchObject({
    runs: [{ outcomes: { ok: 1, rejected: 1 } }],
  })
  expect(JSON.stringify(first)).toContain('nobody is not an email')
  const checked = await rev(project, ['check'], { env })
  expect(checked.stdout).toContain('account-1')
  const count = crm.requestCount
  await revJson(project, ['run'], { env })
  expect(crm.requestCount - count).toBe(0)
  const info = await rev(project, ['connector', 'info', folder], { env })
  expect(info.stdout).toContain('python3 main.py')
})
