import { expect, test } from 'vitest'
import { ParkedCache } from '../../src/conformance/isolated/parked-cache.ts'

test('has nothing in memory while something is measured, and everything after that', async () => {
  const cache = new ParkedCache()
  await cache.set(
    new Map([
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ]),
  )
  await cache.delete(['b'])
  const bytes = await cache.without((parkedBytes) => parkedBytes)
  expect(bytes).toBe(
    JSON.stringify([
      ['a', '1'],
      ['c', '3'],
    ]).length,
  )
  expect(await cache.get(['a', 'b', 'c'])).toEqual(
    new Map([
      ['a', '1'],
      ['c', '3'],
    ]),
  )
})
