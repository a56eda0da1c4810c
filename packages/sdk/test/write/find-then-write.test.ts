import { expect, test } from 'vitest'
import {
  findThenWrite,
  ok,
  RevError,
  skipped,
  type OperationName,
  type Outcome,
} from '../../src/index.ts'
import { batchOf, contextOf, notedCache, recordsOf } from './call.ts'

/** A vendor without upsert, whose search sees what was created only when told to. */
function vendor(remote: Map<string, string>, searchSees: boolean = true) {
  const calls: string[] = []
  const write = findThenWrite({
    inFlightMax: 1,
    find: async (changes) => {
      calls.push(`find ${changes.length}`)
      if (!searchSees) return new Map()
      return new Map(
        changes.flatMap(({ id, fields }) => {
          const found = remote.get(String(fields['email']))
          return found === undefined ? [] : [[id, found]]
        }),
      )
    },
    create: async (change) => {
      const id = `new-${remote.size + 1}`
      remote.set(String(change.fields['email']), id)
      calls.push(`create ${id}`)
      return ok(change, 'created', id)
    },
    update: async (change, remoteId) => {
      calls.push(`update ${remoteId}`)
      return [...remote.values()].includes(remoteId)
        ? ok(change, 'updated', remoteId)
        : skipped(change, 'no-match')
    },
    remove: async (change, remoteId) => {
      calls.push(`remove ${remoteId}`)
      const [email] = [...remote].find(([, id]) => id === remoteId) ?? []
      if (email === undefined) return skipped(change, 'no-match')
      remote.delete(email)
      return ok(change, 'deleted', remoteId)
    },
  })
  return { write, calls }
}
const bySeverity = (outcomes: readonly Outcome[]): unknown[] =>
  [...outcomes]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((one) =>
      one.status === 'ok' ? one.effect : one.status === 'skipped' ? one.reason : one.status,
    )

test.for<[OperationName, string[], string[]]>([
  ['upsert', ['updated', 'created'], ['find 2', 'update old-0', 'create new-2']],
  ['update', ['updated', 'no-match'], ['find 2', 'update old-0']],
  ['create', ['exists', 'created'], ['find 2', 'create new-2']],
  ['delete', ['deleted', 'unchanged'], ['find 2', 'remove old-0']],
])(
  '%s does what it may to records that are there or not',
  async ([operation, effects, expected]) => {
    const { write, calls } = vendor(new Map([['r0@example.com', 'old-0']]))
    const outcomes = await write(batchOf(recordsOf(2), { operation }), contextOf())
    expect(bySeverity(outcomes)).toEqual(effects)
    expect(calls).toEqual(expected)
  },
)

test('never creates a record twice though the search does not see it yet', async () => {
  const cache = notedCache()
  const { write, calls } = vendor(new Map(), false)
  await write(batchOf(recordsOf(1)), contextOf({ cache }))
  expect(bySeverity(await write(batchOf(recordsOf(1)), contextOf({ cache })))).toEqual(['updated'])
  expect(calls).toEqual(['find 1', 'create new-1', 'update new-1'])
})

test('the id of a created record is durable before the next record is sent', async () => {
  const cache = notedCache()
  const sizes: number[] = []
  const write = findThenWrite({
    inFlightMax: 1,
    find: async () => new Map(),
    create: async (change) => {
      sizes.push(cache.entries.size)
      return ok(change, 'created', `id-${change.id}`)
    },
    update: async (change) => ok(change, 'updated'),
  })
  await write(batchOf(recordsOf(3)), contextOf({ cache }))
  expect(sizes).toEqual([0, 1, 2])
})

test('forgets an id that leads nowhere, and looks again', async () => {
  const remote = new Map([['r0@example.com', 'moved-0']])
  const cache = notedCache()
  const { write, calls } = vendor(remote)
  await cache.set(new Map([['id:contacts:[["email"],["r0@example.com"]]', 'gone-0']]))
  expect(bySeverity(await write(batchOf(recordsOf(1)), contextOf({ cache })))).toEqual(['updated'])
  expect(calls).toEqual(['update gone-0', 'find 1', 'update moved-0'])
  expect(cache.entries.size).toBe(0)
})

test('a failed search leaves no change in doubt', async () => {
  for (const error of [
    new TypeError('x'),
    new RevError('REV_HTTP_TIMEOUT', 'No.', { delivery: 'unknown' }),
  ]) {
    const write = findThenWrite({
      find: async () => {
        throw error
      },
      create: async (change) => ok(change),
      update: async (change) => ok(change),
    })
    await expect(write(batchOf(recordsOf(1)), contextOf())).rejects.toMatchObject({
      delivery: 'not-applied',
    })
  }
})

const refuse = async (): Promise<Outcome> => {
  throw new Error('nothing is to be written')
}

test('deletes what it remembers, and forgets its id', async () => {
  const cache = notedCache()
  const { write, calls } = vendor(new Map(), false)
  await write(batchOf(recordsOf(1)), contextOf({ cache }))
  const remove = batchOf(recordsOf(1), { operation: 'delete' })
  expect(bySeverity(await write(remove, contextOf({ cache })))).toEqual(['deleted'])
  expect(cache.entries.size).toBe(0)
  expect(calls).toEqual(['find 1', 'create new-1', 'remove new-1'])
})

test('a delete looks again where the id that it remembers leads nowhere', async () => {
  const cache = notedCache([['id:contacts:[["email"],["r0@example.com"]]', 'gone-0']])
  const { write, calls } = vendor(new Map([['r0@example.com', 'moved-0']]))
  const remove = batchOf(recordsOf(1), { operation: 'delete' })
  expect(bySeverity(await write(remove, contextOf({ cache })))).toEqual(['deleted'])
  expect(calls).toEqual(['remove gone-0', 'find 1', 'remove moved-0'])
})

test.for<[OperationName, string]>([
  ['upsert', 'rejected'],
  ['update', 'rejected'],
  ['delete', 'rejected'],
  ['create', 'exists'],
])('%s takes none of several records that have the match value', async ([operation, expected]) => {
  const write = findThenWrite({
    find: async ([change]) => new Map([[change?.id ?? '', ['one', 'two']]]),
    create: refuse,
    update: refuse,
    remove: refuse,
  })
  const outcomes = await write(batchOf(recordsOf(1), { operation }), contextOf())
  expect(bySeverity(outcomes)).toEqual([expected])
})

test('a list of one id, or of the same id twice, is that one', async () => {
  const updated: string[] = []
  const write = findThenWrite({
    inFlightMax: 1,
    find: async () =>
      new Map([
        ['c0', ['one']],
        ['c1', ['two', 'two']],
        ['c2', []],
      ]),
    create: async (change) => ok(change, 'created'),
    update: async (change, id) => {
      updated.push(id)
      return ok(change, 'updated')
    },
  })
  const outcomes = await write(batchOf(recordsOf(3)), contextOf())
  expect(bySeverity(outcomes)).toEqual(['updated', 'updated', 'created'])
  expect(updated).toEqual(['one', 'two'])
})

test('an operation whose step is missing writes nothing and says so', async () => {
  const write = findThenWrite({ find: async () => new Map([['c0', 'one']]) })
  const outcomes = await write(batchOf(recordsOf(1)), contextOf())
  expect(outcomes).toMatchObject([{ status: 'retry', code: 'REV_CONNECTOR_CONTRACT' }])
})
