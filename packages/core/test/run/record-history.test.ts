import { expect, test } from 'vitest'
import { MemoryProject } from './memory-project.ts'

test.each([[7], ['7']])('a record has its own key, however it was asked for: %j', async (asked) => {
  await using project = new MemoryProject()
  project.model.rows = [['7', 'Ada', '1']]
  await project.run()
  const engine = await project.engine()
  expect(await engine.row({ key: [asked] })).toMatchObject([
    { sync: 'things', key: [7], delivered: { values: { id: 7, name: 'Ada' } }, reject: undefined },
  ])
})
