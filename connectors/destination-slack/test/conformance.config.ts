import type { OperationName, ValueRecord } from '@revetl/sdk'
import { defineConformance, type OpenDestination, type WriteCase } from '@revetl/testkit'
import { startSlack } from './simulator.ts'

type Make = (index: number) => ValueRecord

const text = (index: number) => `*Customer ${index}* is at risk 👩‍💻 & "needs" you`
const toChannel: Make = (index) => ({ key: `k-${index}`, text: text(index) })
const toAny: Make = (index) => ({ channel: '#alerts', ...toChannel(index) })
const toPerson: Make = (index) => ({ email: `person${index}@example.com`, ...toChannel(index) })

const people = Array.from({ length: 60 }, (_, index) => `person${index}@example.com`)

/** All operations on messages of one object, found by the given fields. */
function casesOf(object: string, record: Make, matchOn: readonly string[]): readonly WriteCase[] {
  const badRecord: Make = (index) => ({ ...record(index), text: '' })
  // What is there already is skipped, whatever else is in the record.
  const badCreate: Make = (index) => ({ ...badRecord(index), key: `bad-${index}` })
  const prepare = (records: readonly ValueRecord[], to: OpenDestination) =>
    to.write({ object, operation: 'create', matchOn, records })
  const shared = { object, matchOn, record }
  const keyed = (operation: OperationName) => ({ ...shared, operation })
  return [
    { ...keyed('upsert'), badRecord },
    { ...keyed('create'), badRecord: badCreate },
    { ...keyed('update'), prepare },
    { ...keyed('delete'), prepare },
    { object, operation: 'append', record, badRecord },
  ]
}

export default defineConformance({
  kind: 'destination',
  start: async () => {
    const simulator = await startSlack({ people })
    const { workspace, url: baseUrl } = simulator
    return {
      config: { botToken: 'xoxb-simulated', baseUrl, historyMessages: 1000 },
      simulator,
      count: (object) => workspace.count(object),
      schema: {
        addObject: (name) => workspace.addChannel(name),
        removeObject: (name) => workspace.removeChannel(name),
      },
      [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
    }
  },
  samples: [
    { name: 'a token', config: { botToken: 'x' } },
    {
      name: 'everything',
      config: { botToken: 'x', historyMessages: 200, broadcastMentions: true },
    },
    { name: 'no token', config: {}, invalidAt: 'botToken' },
    {
      name: 'too far back',
      config: { botToken: 'x', historyMessages: 1_000_000 },
      invalidAt: 'historyMessages',
    },
  ],
  cases: [
    ...casesOf('#alerts', toChannel, ['key']),
    ...casesOf('messages', toAny, ['channel', 'key']),
    {
      object: 'messages',
      operation: 'upsert',
      matchOn: ['email', 'key'],
      record: toPerson,
      badRecord: (index) => ({ ...toPerson(index), email: `nobody${index}@example.com` }),
    },
  ],
})
