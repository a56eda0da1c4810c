import { expect, test } from 'vitest'
import { columnsAsFields } from '../test-project.ts'
import { MemoryProject } from './memory-project.ts'

test.each([
  ['on-create', { name: 'theirs', score: null }, { name: 'theirs', score: 9 }],
  ['on-create', { name: null, score: null }, { name: null, score: 9 }],
  ['if-empty', { name: 'theirs', score: 1 }, { name: 'theirs', score: 9 }],
  ['if-empty', { name: '', score: 1 }, { name: 'ours', score: 9 }],
] as const)('a field with write: %s beside %j makes %j', async (write, before, after) => {
  await using project = new MemoryProject()
  const [id, name, score] = columnsAsFields(['id', 'name', 'score'])
  if (!id || !name || !score) throw new Error('three fields')
  project.sync = { fields: [id, { ...name, write }, score] }
  project.model.rows = [
    ['1', 'ours', '9'],
    ['2', 'new', '9'],
  ]
  project.memory.records.set('1', { id: 1, ...before })
  expect(await project.run()).toMatchObject({ status: 'success', sent: 2 })
  expect(project.memory.records.get('1')).toEqual({ id: 1, ...after })
  expect(project.memory.records.get('2')).toEqual({ id: 2, name: 'new', score: 9 })
})
