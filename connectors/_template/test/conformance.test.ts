import path from 'node:path'
import { destinationSuite } from '@revetl/testkit/suite'
import { afterAll, beforeAll } from 'vitest'
import definition from '../src/index.ts'
import { startTemplate, type TemplateSimulator } from './simulator.ts'

let simulator: TemplateSimulator

beforeAll(async () => {
  simulator = await startTemplate()
})
afterAll(() => simulator[Symbol.asyncDispose]())

const person = (index: number) => ({
  email: `person${index}@example.com`,
  name: 'Ada 👩‍💻',
  score: index,
})

destinationSuite({
  definition,
  config: () => ({ apiKey: 'simulated-key', baseUrl: simulator.url }),
  egressAllow: ['127.0.0.1/32'],
  packagePath: path.join(import.meta.dirname, '..'),
  requestCount: () => simulator.requestCount,
  cases: [
    {
      object: 'people',
      operation: 'upsert',
      record: person,
      badRecord: (index) => ({ ...person(index), email: `nobody ${index}` }),
    },
    { object: 'people', operation: 'delete', record: person },
  ],
})
