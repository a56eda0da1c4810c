import type { ValueRecord } from '@revetl/sdk'
import { defineConformance, type OpenDestination, type WriteCase } from '@revetl/testkit'
import { identifier } from '../src/identifiers/identify.ts'
import { account, startMeta } from './simulator.ts'

const record = (index: number): ValueRecord => ({
  email: ` Person${index}@Example.COM `,
  fn: 'Zoë-Ann',
  country: 'DE',
})
const badRecord = (index: number): ValueRecord => ({ ...record(index), email: `nobody ${index}` })
const byEmail = (index: number): ValueRecord => ({ email: `person${index}@example.com` })

// The first audience of the simulated account has always the same id.
const audience = { object: '23850000001' }
const prepare = (records: readonly ValueRecord[], to: OpenDestination) =>
  to.write({ ...audience, operation: 'add', matchOn: ['email'], records })

const types = { email: 'string', fn: 'string', country: 'string' } as const
const matchOn = ['email']
const cases: readonly WriteCase[] = [
  { ...audience, operation: 'add', matchOn, record, badRecord },
  { ...audience, operation: 'remove', matchOn, record: byEmail, badRecord, prepare },
  { ...audience, operation: 'replace', types, record, badRecord },
]

const hashEmail = (text: string): string => {
  const found = identifier('email', text, 2026)
  return 'text' in found ? found.text : ''
}

export default defineConformance({
  kind: 'destination',
  start: async () => {
    const simulator = await startMeta({ audiences: ['Customers'] })
    const { store, url: baseUrl } = simulator
    return {
      config: { accessToken: account.token, adAccount: '4242', baseUrl },
      simulator,
      count: (id: string) => store.find(id)?.members.length ?? 0,
      schema: {
        addObject: (name: string) => {
          const { id } = store.addAudience(name)
          // Audiences are named by their ids, which Meta makes.
          Object.assign(store.find(id) ?? {}, { id: name })
        },
        removeObject: (name: string) => store.removeAudience(name),
      },
      [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
    }
  },
  samples: [
    { name: 'a system user', config: { accessToken: 'x', adAccount: 'act_1' } },
    {
      name: 'an app that requires proof',
      config: { accessToken: 'x', appSecret: 'y', adAccount: '1' },
    },
    { name: 'no account', config: { accessToken: 'x' }, invalidAt: 'adAccount' },
    {
      name: 'an account by name',
      config: { accessToken: 'x', adAccount: 'mine' },
      invalidAt: 'adAccount',
    },
    {
      name: 'another tier',
      config: { accessToken: 'x', adAccount: '1', tier: 'gold' },
      invalidAt: 'tier',
    },
  ],
  cases,
  // The hashes of the example on
  // https://developers.facebook.com/docs/marketing-api/reference/custom-audience/users (read 2026-11-27)
  hashVectors: [
    ['test1@example.com', '9b431636bd164765d63c573c346708846af4f68fe3701a77a3bdd7e7e5166254'],
    ['test2@example.com', '8cc62c145cd0c6dc444168eaeb1b61b351f9b1809a579cc9b4c9e9d7213a39ee'],
    ['test3@example.com', '4eaf70b1f7a797962b9d2a533f122c8039012b31e0a52b34a426729319cb792a'],
    ['test4@example.com', '98df8d46f118f8bef552b0ec0a3d729466a912577830212a844b73960777ac56'],
  ].map(([input = '', expected = '']) => ({ input, expected, hash: hashEmail })),
})
