import { expect, test } from 'vitest'
import { retryRefused, writeInHalves } from '../../src/sql.ts'

interface Table {
  readonly rows: number[]
  readonly statements: number[][]
  readonly refused: number[]
  readonly takenBack: number[][]
}

const empty = (): Table => ({ rows: [], statements: [], refused: [], takenBack: [] })

function writeUnless(isBad: (item: number) => boolean, table: Table, items: readonly number[]) {
  return writeInHalves(items, {
    write: async (some) => {
      table.statements.push([...some])
      if (some.some(isBad)) throw new Error('constraint')
      table.rows.push(...some)
    },
    isAboutRecord: (error) => error instanceof Error && error.message === 'constraint',
    takeBack: async (some) => void table.takenBack.push([...some]),
    refuse: (item) => void table.refused.push(item),
  })
}

test('a statement of good records runs once, and none for no records', async () => {
  const table = empty()
  await writeUnless(() => false, table, [1, 2, 3])
  await writeUnless(() => false, table, [])
  expect(table).toEqual({ ...empty(), rows: [1, 2, 3], statements: [[1, 2, 3]] })
})

test('a record at fault is refused alone, and all others are written, in their order', async () => {
  const table = empty()
  await writeUnless((item) => item === 3, table, [1, 2, 3, 4, 5])
  expect(table.rows).toEqual([1, 2, 4, 5])
  expect(table.refused).toEqual([3])
  expect(table.takenBack).toEqual([[1, 2, 3, 4, 5], [1, 2, 3], [3]])
})

test.each([
  [1, 1000],
  [3, 1000],
  [50, 1000],
  [7, 7],
])('%i bad records of %i cost at most 2·p·(log₂ n + 1) + 1 statements', async (bad, count) => {
  const table = empty()
  const items = Array.from({ length: count }, (_unused, index) => index)
  const step = Math.floor(count / bad)
  await writeUnless((item) => item % step === 0 && item / step < bad, table, items)
  expect(table.refused).toHaveLength(bad)
  expect(table.rows).toHaveLength(count - bad)
  const most = 2 * bad * (Math.ceil(Math.log2(count)) + 1) + 1
  expect(table.statements.length).toBeLessThanOrEqual(most)
})

test('what is not about a record is thrown, and nothing more is tried', async () => {
  const statements: number[][] = []
  const writing = writeInHalves([1, 2], {
    write: async (some) => {
      statements.push([...some])
      throw new Error('gone')
    },
    isAboutRecord: () => false,
    refuse: () => undefined,
  })
  await expect(writing).rejects.toThrow('gone')
  expect(statements).toEqual([[1, 2]])
})

test('refused records are tried again while fewer are left each time', async () => {
  const rounds: number[][] = []
  await retryRefused([4, 3, 2, 1], async (items) => {
    rounds.push([...items])
    // Each needs the one below it.
    return items.filter((item) => item !== Math.min(...items))
  })
  expect(rounds).toEqual([[4, 3, 2, 1], [4, 3, 2], [4, 3], [4]])
})

test('refused records are not tried again once a round has changed nothing', async () => {
  const rounds: number[][] = []
  await retryRefused([9, 8], async (items) => {
    rounds.push([...items])
    return items
  })
  expect(rounds).toEqual([[9, 8]])
})
