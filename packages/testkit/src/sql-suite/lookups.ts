import type { Value } from '@revetl/sdk'
import { beforeEach, expect, test } from 'vitest'
import { createPeople } from './people.ts'
import type { SuiteParts } from './suite-parts.ts'

/** What is read back of rows. */
export function defineLookups(suite: SuiteParts): void {
  const { open, run, hasLookup } = suite
  let url: string
  beforeEach(async (context) => {
    if (!hasLookup) context.skip('not applicable: the destination has no lookup')
    url = await createPeople(suite)
  })
  const find = async (matchOn: string, keys: readonly Value[], object = 'people') => {
    await using destination = await open(url, { createTables: true })
    return await destination.lookup({
      object,
      matchOn: [matchOn],
      keys: keys.map((key) => [key]),
      fields: ['id', 'email', 'age', 'absent'],
    })
  }

  test('finds rows by each unique index, and leaves out what is not there', async () => {
    await run(url, 'update people set age = null where id = 2')
    const ann = { id: 1, email: 'ann@example.com', age: 30 }
    const bob = { id: 2, email: 'bob@example.com', age: null }
    const byId = await find('id', [2, 9, 1])
    expect(byId).toHaveLength(2)
    expect(byId).toContainEqual({ match: { id: 1 }, fields: ann })
    expect(byId).toContainEqual({ match: { id: 2 }, fields: bob })
    const email = 'ann@example.com'
    expect(await find('email', [email, 'nobody@example.com'])).toEqual([
      { match: { email }, fields: ann },
    ])
  })

  test('takes a value that the column cannot hold for one that is not there', async () => {
    const found = await find('id', ['no number', 1, 2, 10 ** 15])
    expect(found.map(({ match }) => match['id'])).toEqual([1, 2])
  })

  test('finds nothing in a table that is yet to be made, and makes none', async () => {
    expect(await find('id', [1], 'later')).toEqual([])
    expect(await find('absent', [1])).toEqual([])
    await expect(run(url, 'select * from later')).rejects.toThrow(/later/)
  })
}
