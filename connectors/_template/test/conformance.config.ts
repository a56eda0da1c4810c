import { defineConformance } from '@revetl/testkit'
import { startTemplate } from './simulator.ts'

const person = (index: number) => ({
  email: `person${index}@example.com`,
  name: 'Ada 👩‍💻',
  score: index,
})

export default defineConformance({
  kind: 'destination',
  start: async () => {
    const simulator = await startTemplate()
    return {
      config: { apiKey: 'simulated-key', baseUrl: simulator.url },
      simulator,
      count: () => simulator.people.size,
      [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
    }
  },
  samples: [
    { name: 'a key alone', config: { apiKey: 'key' } },
    { name: 'no key', config: {}, invalidAt: 'apiKey' },
    {
      name: 'another protocol',
      config: { apiKey: 'key', baseUrl: 'ftp://x' },
      invalidAt: 'baseUrl',
    },
  ],
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
})
