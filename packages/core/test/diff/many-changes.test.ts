import { expect, test } from 'vitest'
import { MemoryProject } from '../run/memory-project.ts'

test('a plan of many chunks is sent whole, each record once', async () => {
  await using project = new MemoryProject()
  const count = 20_580
  project.model.rows = Array.from({ length: count }, (_, index) => [`${index}`, `n${index}`, '1'])
  expect(await project.run()).toMatchObject({ status: 'success', outcomes: { ok: count } })
  const sent = project.memory.log.map(({ fields }) => (fields as { id: number }).id)
  expect(sent).toHaveLength(count)
  expect(new Set(sent).size).toBe(count)
  expect(await project.run()).toMatchObject({ planned: 0, unchanged: count })
})

test('records too wide to cross together are sent one by one', async () => {
  await using project = new MemoryProject()
  const wide = 'x'.repeat(200_000)
  project.model.rows = Array.from({ length: 300 }, (_, index) => [`${index}`, wide, '1'])
  expect(await project.run()).toMatchObject({ status: 'success', outcomes: { ok: 300 } })
  expect(new Set(project.memory.log.map(({ fields }) => (fields as { id: number }).id)).size).toBe(
    300,
  )
})
