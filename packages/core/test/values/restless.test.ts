import { expect, test } from 'vitest'
import { MemoryProject } from '../run/memory-project.ts'

const rowsOf = (version: number, changed = 40) =>
  Array.from({ length: 40 }, (_, index) => [
    `${index}`,
    index < changed ? `name ${index} at ${version}` : 'same',
    '1',
  ])

test('S-23: SQL that changes nearly every record twice in a row is told of, in the plan and in the run', async () => {
  await using project = new MemoryProject()
  const notes: boolean[] = []
  for (let version = 0; version < 3; version++) {
    project.model.rows = rowsOf(version)
    const plan = await (await project.engine()).plan('things')
    const { notes: told } = await project.run()
    expect(plan.notes.some((note) => note.includes('random()'))).toBe(told.length > 0)
    notes.push(told.length > 0)
  }
  // The first run adds, the second changes once: only the third shows it.
  expect(notes).toEqual([false, false, true])
})

test('S-23: nine tenths of changed records are data, and so is a full run', async () => {
  await using project = new MemoryProject()
  for (let version = 0; version < 4; version++) {
    project.model.rows = rowsOf(version, 36)
    expect((await project.run()).notes).toEqual([])
  }
  for (let run = 0; run < 3; run++) expect((await project.run({ isFull: true })).notes).toEqual([])
})
