import { expect, test } from 'vitest'
import { findThenWrite, idMap, ok } from '../../src/index.ts'
import { batchOf, contextOf, notedCache, recordsOf } from './call.ts'

test('knows the ids of records that findThenWrite has created', async () => {
  const cache = notedCache()
  const write = findThenWrite({
    find: async () => new Map(),
    create: async (change) => ok(change, 'created', `id-${change.id}`),
  })
  await write(batchOf(recordsOf(2)), contextOf({ cache }))
  const contacts = idMap(cache, 'contacts', ['email'])
  const keys = [['r1@example.com'], ['nobody@example.com'], ['r0@example.com']]
  expect(await contacts.get(keys)).toEqual(['id-c1', undefined, 'id-c0'])
})

test('keeps objects and sets of match fields apart', async () => {
  const cache = notedCache()
  await idMap(cache, 'contacts', ['email']).set([[['a'], '1']])
  expect(await idMap(cache, 'contacts', ['external_id']).get([['a']])).toEqual([undefined])
  expect(await idMap(cache, 'companies', ['email']).get([['a']])).toEqual([undefined])
})

test('forgets what it is told to', async () => {
  const map = idMap(notedCache(), 'contacts', ['a', 'b'])
  await map.set([
    [['x', 1], '1'],
    [['x', 2], '2'],
  ])
  await map.delete([['x', 1]])
  expect(
    await map.get([
      ['x', 1],
      ['x', 2],
    ]),
  ).toEqual([undefined, '2'])
})
