import { beforeEach, afterEach, expect, test } from 'vitest'
import { columnsAsFields } from '../test-project.ts'
import { MemoryProject } from '../run/memory-project.ts'

let project: MemoryProject

beforeEach(async () => {
  project = new MemoryProject()
  project.model.columns = { id: 'integer', name: 'string', score: 'decimal' }
  project.model.rows = [
    ['1', 'ada', '1'],
    ['2', null, '2'],
    ['3', '', '3'],
  ]
  project.sync = { fields: columnsAsFields(['id', 'name', 'score']) }
  await project.run()
  project.memory.log.length = 0
})

afterEach(() => project[Symbol.asyncDispose]())

test('S-24: the same data a second time sends nothing', async () => {
  expect(await project.run()).toMatchObject({ status: 'success', requests: 0, sent: 0 })
  expect(project.memory.log).toEqual([])
})

test('S-11: a column that nobody mapped may come and go', async () => {
  project.model.columns = { id: 'integer', extra: 'json', name: 'string', score: 'decimal' }
  project.model.rows = [
    ['1', '{}', 'ada', '1'],
    ['2', null, null, '2'],
    ['3', '[1]', '', '3'],
  ]
  expect(await project.run()).toMatchObject({ status: 'success', sent: 0, unchanged: 3 })
})

test('S-11: columns and rows in another order are the same', async () => {
  project.model.columns = { score: 'decimal', name: 'string', id: 'integer' }
  project.model.rows = [
    ['3', '', '3'],
    ['1', 'ada', '1'],
    ['2', null, '2'],
  ]
  expect(await project.run()).toMatchObject({ status: 'success', sent: 0, unchanged: 3 })
})

test.each([
  ['is gone', { id: 'integer', score: 'decimal' }],
  ['has another name', { id: 'integer', title: 'string', score: 'decimal' }],
] as const)(
  'S-11: a mapped column that %s fails before anything is written',
  async (_name, columns) => {
    project.model.columns = columns
    project.model.rows = [['1', 'x', '1'].slice(0, Object.keys(columns).length)]
    const report = await project.run()
    expect(report.status).toBe('failed')
    expect(report.error?.code).toMatch(/^REV_(CONFIG_MAPPING|MODEL_COLUMN)$/)
    expect(project.memory.log).toEqual([])
  },
)

test('S-11: another type sends what reads differently in JSON, and nothing else', async () => {
  project.model.columns = { id: 'integer', name: 'string', score: 'string' }
  expect(await project.run()).toMatchObject({ status: 'success', sent: 3 })
  expect(project.memory.records.get('1')).toMatchObject({ score: '1' })
})

test('S-10: null, empty text and text are three values, and a null blanks only where it is sent', async () => {
  expect(project.memory.records.get('2')).toEqual({
    id: 2,
    name: null,
    score: expect.anything() as unknown,
  })
  expect(project.memory.records.get('3')?.['name']).toBe('')
  project.sync = {
    fields: columnsAsFields(['id', 'name', 'score']).map((field) => ({ ...field, nulls: 'omit' })),
  }
  project.model.rows = [
    ['1', null, '7'],
    ['2', null, '2'],
    ['3', '', '3'],
  ]
  expect(await project.run()).toMatchObject({ status: 'success', sent: 1 })
  // The destination keeps the name that it has.
  expect(project.memory.records.get('1')?.['name']).toBe('ada')
})
