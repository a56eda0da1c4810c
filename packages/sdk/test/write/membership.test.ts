import { expect, test } from 'vitest'
import { membership, ok, RevError, type Outcome } from '../../src/index.ts'
import { batchOf, contextOf } from './call.ts'

const members = batchOf(
  ['a', 'b', 'a', 'b', 'a'].map((list, index) => ({ email: `r${index}@example.com`, list })),
  { operation: 'add' },
)
const byId = (outcomes: readonly Outcome[]): Record<string, string> =>
  Object.fromEntries(outcomes.map(({ id, status }) => [id, status]))

test('sends one request for each list, with its members only', async () => {
  const requests: [string, string[]][] = []
  const write = membership({
    listOf: ({ fields }) => String(fields['list']),
    send: async ({ list, changes }) => {
      requests.push([list, changes.map(({ id }) => id)])
      return {
        verdicts: changes.map((_, at) => ({ at, outcome: (change) => ok(change, 'added') })),
      }
    },
  })
  const outcomes = await write(members, contextOf())
  expect(requests).toEqual([
    ['a', ['c0', 'c2', 'c4']],
    ['b', ['c1', 'c3']],
  ])
  expect(byId(outcomes)).toEqual({ c0: 'ok', c1: 'ok', c2: 'ok', c3: 'ok', c4: 'ok' })
})

test('a failed list leaves the outcomes of the others as they are', async () => {
  const write = membership({
    listOf: ({ fields }) => String(fields['list']),
    send: async ({ list, changes }) => {
      if (list === 'b') throw new RevError('REV_HTTP_TIMEOUT', 'No.', { delivery: 'unknown' })
      return { verdicts: changes.map(({ id }) => ({ at: id, outcome: (change) => ok(change) })) }
    },
  })
  expect(byId(await write(members, contextOf()))).toEqual({
    c0: 'ok',
    c1: 'unknown',
    c2: 'ok',
    c3: 'unknown',
    c4: 'ok',
  })
})

test.for([
  ['is too large', 'REV_HTTP_TOO_LARGE', 'too-large'],
  ['is refused as a whole', 'REV_RECORD_REJECTED', 'rejected'],
] as const)('halves a request that %s until one member is left', async ([, code, delivery]) => {
  const sizes: number[] = []
  const write = membership({
    inFlightMax: 1,
    listOf: () => 'a',
    send: async ({ changes }) => {
      sizes.push(changes.length)
      if (changes.length > 2 || changes.some(({ id }) => id === 'c4')) {
        throw new RevError(code, 'No.', { delivery })
      }
      return { verdicts: changes.map(({ id }) => ({ at: id, outcome: (change) => ok(change) })) }
    },
  })
  expect(byId(await write(members, contextOf()))).toMatchObject({
    c0: 'ok',
    c3: 'ok',
    c4: 'rejected',
  })
  expect(sizes).toEqual([5, 3, 2, 1, 2, 1, 1])
})
