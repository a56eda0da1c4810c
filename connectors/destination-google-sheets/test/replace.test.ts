import { expect, test } from 'vitest'
import { openSheets } from './open-sheets.ts'

const types = { id: 'integer', name: 'string' } as const
const target = { object: 'report', operation: 'replace', types } as const
const tabs = { report: ['id', 'note', 'name'] }
const row = (id: number) => ({ id, name: `n${id}` })

const isWrite = ({ path }: { path: string }) => path.endsWith('batchUpdate')

test('a tab shows the old rows until all of the new ones are there', async () => {
  await using pair = await openSheets({ tabs })
  const { sheets, simulator } = pair
  const first = await sheets.session(target)
  await first.write({ records: [row(1), row(2), row(3)] })
  await first.commit()
  const second = await sheets.session(target)
  await second.write({ records: [row(4)] })
  await second.write({ records: [row(5)] })
  expect(simulator.rows('report').map(([id]) => id)).toEqual(['id', 1, 2, 3])
  await second.commit()
  expect(simulator.rows('report')).toEqual([
    ['id', 'note', 'name'],
    [4, '', 'n4'],
    [5, '', 'n5'],
  ])
  expect(simulator.workbook().sheets.map(({ title }) => title)).toEqual(['report'])
})

test('columns that are not mapped keep what they have, and so do formats', async () => {
  await using pair = await openSheets({ tabs })
  const { sheets, simulator } = pair
  const bold = { numberFormat: { type: 'TEXT' } }
  simulator
    .tab('report')
    .rows.push([{ userEnteredFormat: bold }, { userEnteredValue: { stringValue: 'mine' } }])
  const session = await sheets.session(target)
  await session.write({ records: [row(1)] })
  await session.commit()
  expect(simulator.tab('report').rows[1]?.[0]).toEqual({
    userEnteredValue: { numberValue: 1 },
    userEnteredFormat: bold,
  })
  expect(simulator.rows('report')[1]).toEqual([1, 'mine', 'n1'])
})

test('more rows than the grid has make it larger', async () => {
  await using pair = await openSheets({ tabs })
  Object.assign(pair.simulator.tab('report'), { rowCount: 2 })
  const session = await pair.sheets.session(target)
  await session.write({ records: [row(1), row(2), row(3)] })
  await session.commit()
  expect(pair.simulator.tab('report').rowCount).toBe(4)
})

test('a batch whose answer was lost is written over by the next one', async () => {
  await using pair = await openSheets({ tabs })
  const { sheets, simulator } = pair
  const session = await sheets.session(target)
  simulator.faults.next({ kind: 'reset', when: 'after' }, { matching: isWrite })
  const records = [row(1), row(2), row(3)]
  await expect(session.write({ records })).rejects.toThrow(
    expect.objectContaining({ delivery: 'unknown' }),
  )
  await session.write({ records: records.slice(0, 1) })
  await session.write({ records: records.slice(1) })
  await session.commit()
  expect(simulator.rows('report').map(([id]) => id)).toEqual(['id', 1, 2, 3])
})

test('a commit whose answer was lost counts where the staged rows are gone', async () => {
  await using pair = await openSheets({ tabs })
  const { sheets, simulator } = pair
  const commit = async (when: 'before' | 'after') => {
    const session = await sheets.session(target)
    await session.write({ records: [row(1)] })
    simulator.faults.next({ kind: 'reset', when }, { matching: isWrite })
    return session.commit()
  }
  await expect(commit('after')).resolves.toBeUndefined()
  await expect(commit('before')).rejects.toThrow(
    expect.objectContaining({ delivery: 'not-applied' }),
  )
})

test('what an earlier run left is removed, whether it is taken back or begun again', async () => {
  await using pair = await openSheets({ tabs })
  const { sheets, simulator } = pair
  const left = await sheets.session(target)
  await left.write({ records: [row(1)] })
  await left.abort()
  expect(simulator.workbook().sheets).toHaveLength(1)
  await sheets.session(target)
  const session = await sheets.session(target)
  await session.commit()
  expect(simulator.workbook().sheets).toHaveLength(1)
  expect((await sheets.discover()).objects.map(({ name }) => name)).toEqual(['report'])
})

test('staged rows are no object to write to', async () => {
  await using pair = await openSheets({ tabs })
  await pair.sheets.session(target)
  expect((await pair.sheets.discover()).objects.map(({ name }) => name)).toEqual(['report'])
})

test('columns that are moved meanwhile end the run with the old rows in place', async () => {
  await using pair = await openSheets({ tabs })
  const session = await pair.sheets.session(target)
  await session.write({ records: [row(1)] })
  for (const cells of pair.simulator.tab('report').rows) cells.reverse()
  await expect(session.commit()).rejects.toThrow(/columns were moved/)
  expect(pair.simulator.rows('report')).toEqual([['name', 'note', 'id']])
})

test('dates keep their format when they are pasted', async () => {
  await using pair = await openSheets({ tabs: { report: ['day'] } }, { dates: 'serial' })
  const session = await pair.sheets.session({ ...target, types: { day: 'date' } })
  await session.write({ records: [{ day: '2026-11-27' }] })
  await session.commit()
  expect(pair.simulator.tab('report').rows[1]?.[0]).toEqual({
    userEnteredValue: { numberValue: 46_353 },
    userEnteredFormat: { numberFormat: { type: 'DATE', pattern: 'yyyy-mm-dd' } },
  })
})
