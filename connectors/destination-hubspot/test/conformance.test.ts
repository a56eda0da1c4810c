import path from 'node:path'
import type { ValueRecord } from '@revetl/sdk'
import type { OpenDestination } from '@revetl/testkit'
import { destinationSuite, type WriteCase } from '@revetl/testkit/suite'
import { afterAll, beforeAll } from 'vitest'
import definition from '../src/index.ts'
import { startHubspot, type HubspotSimulator } from './simulator.ts'
import { property } from './simulator/property-definitions.ts'

const car = {
  name: 'car',
  fullyQualifiedName: 'p4242001_car',
  objectTypeId: '2-42',
  properties: [
    property('plate', 'string', { unique: true }),
    property('model'),
    property('colour'),
  ],
  requiredProperties: ['plate'],
}

let simulator: HubspotSimulator

beforeAll(async () => {
  simulator = await startHubspot({ burstMax: 10_000, customObjects: [car] })
})
afterAll(() => simulator[Symbol.asyncDispose]())

const makes: Readonly<Record<string, (index: number) => ValueRecord>> = {
  contacts: (index) => ({
    email: `person${index}@example.com`,
    firstname: `Ada ${index} 👩‍💻`,
    company: 'Müller & "Söhne"',
  }),
  companies: (index) => ({ external_id: `c-${index}`, name: `Example ${index}`, city: 'Ulm' }),
  deals: (index) => ({ external_id: `d-${index}`, dealname: `Deal ${index}`, amount: 1.5 }),
  tickets: (index) => ({ external_id: `t-${index}`, subject: `Help ${index}`, content: 'x\ny' }),
  [car.fullyQualifiedName]: (index) => ({ plate: `B-EX ${index}`, model: 'bus', colour: 'red' }),
}

const bad = (record: ValueRecord) => ({ ...record, nonsense: 'no such property' })

/** The four operations of an object, each by the first of its fields. */
function casesOf(object: string): readonly WriteCase[] {
  const record = makes[object] ?? (() => ({}))
  const matchOn = Object.keys(record(0)).slice(0, 1)
  const badRecord = (index: number) => bad(record(index))
  const prepare = (records: readonly ValueRecord[], destination: OpenDestination) =>
    destination.write({ object, operation: 'create', records })
  const isFound = object === 'contacts' ? { matchOn } : {}
  return [
    { object, operation: 'upsert', matchOn, record, badRecord },
    { object, operation: 'create', ...isFound, record, badRecord },
    { object, operation: 'update', matchOn, record, prepare },
    { object, operation: 'delete', matchOn, record, prepare },
  ]
}

destinationSuite({
  definition,
  config: () => ({ accessToken: 'simulated-token', baseUrl: simulator.url, tier: 'enterprise' }),
  egressAllow: ['127.0.0.1/32'],
  packagePath: path.join(import.meta.dirname, '..'),
  reset: () => simulator.store.clear(),
  requestCount: () => simulator.requestCount,
  cases: Object.keys(makes).flatMap(casesOf),
})
