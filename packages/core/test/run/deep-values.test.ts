import { expect, test } from 'vitest'
import { MemoryProject } from './memory-project.ts'

test.each([
  ['lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
])('a hundred thousand levels of %s in a row are one value, and no crash', async (_name, value) => {
  await using project = new MemoryProject()
  project.model.columns = { id: 'integer', name: 'json' }
  project.model.rows = [
    ['1', value],
    ['2', '{"fine":true}'],
  ]
  expect(await project.run()).toMatchObject({ status: 'success', outcomes: { ok: 2 } })
  expect(await project.run()).toMatchObject({ status: 'success', sent: 0, unchanged: 2 })
})

test('half of a JSON value is a rejected record, and the others go on', async () => {
  await using project = new MemoryProject()
  project.model.columns = { id: 'integer', name: 'json' }
  project.model.rows = [
    ['1', '['.repeat(1000)],
    ['2', '{"fine":true}'],
  ]
  expect(await project.run()).toMatchObject({ outcomes: { ok: 1, rejected: 1 } })
  expect([...project.memory.records.keys()]).toEqual(['2'])
})

test('a value of fifty thousand members arrives whole', async () => {
  await using project = new MemoryProject()
  project.model.columns = { id: 'integer', name: 'json' }
  const members = Array.from({ length: 50_000 }, (_, index) => `"k${index}":${index}`)
  project.model.rows = [['1', `{${members.join(',')}}`]]
  expect(await project.run()).toMatchObject({ status: 'success', sent: 1 })
  const received = project.memory.records.get('1')?.['name']
  expect(JSON.stringify(received)).toBe(`{${members.join(',')}}`)
})
