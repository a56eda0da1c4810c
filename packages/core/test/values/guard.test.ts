import { expect, test } from 'vitest'
import { guardPlan } from '../../src/run/guard.ts'
import { MemoryProject } from '../run/memory-project.ts'

const guard = { removalsPercentMax: 10, removalsMin: 100, rejectsPercentMax: 50, rejectsMin: 100 }
const codeOf = (leaving: number, delivered: number) =>
  guardPlan('mirror', guard, { rowsRead: 1, delivered, leaving, isPartial: false })?.code

test.each([
  // More than 10 % and more than 100 records: both, and neither alone.
  [99, 100, undefined],
  [100, 100, undefined],
  [101, 101, 'REV_GUARD_REMOVALS'],
  [101, 1009, 'REV_GUARD_REMOVALS'],
  [101, 1010, undefined],
  [101, 1011, undefined],
  [999, 10_000, undefined],
  [1000, 10_000, undefined],
  [1001, 10_000, 'REV_GUARD_REMOVALS'],
  [0, 0, undefined],
])('S-03: %i of %i records that leave: %s', (leaving, delivered, code) => {
  expect(codeOf(leaving, delivered)).toBe(code)
})

test.each([
  ['mirror', 'REV_GUARD_EMPTY'],
  ['upsert', 'REV_GUARD_EMPTY'],
  ['audience', 'REV_GUARD_EMPTY'],
  ['replace', 'REV_GUARD_EMPTY'],
  ['append', undefined],
  ['create', undefined],
] as const)('S-19: an empty model in mode %s: %s', (mode, code) => {
  const empty = { rowsRead: 0, delivered: 1, leaving: 0, isPartial: false }
  expect(guardPlan(mode, guard, empty)?.code).toBe(code)
  expect(guardPlan(mode, guard, { ...empty, delivered: 0 })).toBeUndefined()
  // By a cursor nothing new is no sign of anything.
  expect(guardPlan(mode, guard, { ...empty, isPartial: true })).toBeUndefined()
})

test('S-03: a run keeps to the boundary: 101 of 1,010 records may leave, 102 may not', async () => {
  await using project = new MemoryProject()
  project.options = { recordsMax: 1000 }
  const rows = Array.from({ length: 1010 }, (_, index) => [`${index}`, `n${index}`, '1'])
  project.model.rows = rows
  await project.run()
  project.model.rows = rows.slice(102)
  expect((await project.run()).error?.code).toBe('REV_GUARD_REMOVALS')
  expect(project.memory.records.size).toBe(1010)
  project.model.rows = rows.slice(101)
  expect(await project.run()).toMatchObject({ status: 'success', changes: { removed: 101 } })
})

test('S-19: an empty first run is a success that writes nothing', async () => {
  await using project = new MemoryProject()
  expect(await project.run()).toMatchObject({ status: 'success', planned: 0, requests: 0 })
  expect(project.memory.batches).toEqual([])
})
