import { RevError } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { columnsAsFields } from '../test-project.ts'
import { MemoryProject } from '../run/memory-project.ts'

test('S-17: cells of one and of ten megabytes arrive whole, and are then unchanged', async () => {
  await using project = new MemoryProject()
  project.model.columns = { id: 'integer', name: 'string' }
  project.model.rows = [
    ['1', 'é'.repeat(1_000_000)],
    ['2', 'x'.repeat(10_000_000)],
    ['3', 'small'],
  ]
  expect(await project.run()).toMatchObject({ status: 'success', outcomes: { ok: 3 } })
  expect(project.memory.records.get('1')?.['name']).toHaveLength(1_000_000)
  expect(project.memory.records.get('2')?.['name']).toHaveLength(10_000_000)
  expect(await project.run()).toMatchObject({ sent: 0, unchanged: 3 })
})

test('S-17: a record that is larger than a request should be goes alone, and is rejected alone when it is refused', async () => {
  await using project = new MemoryProject()
  project.options = { bytesMax: 512 * 1024 }
  project.memory.rule = (batch, apply) => {
    const bytes = batch.changes.reduce((sum, { json }) => sum + json.length, 0)
    if (bytes <= 512 * 1024) return apply()
    expect(batch.changes).toHaveLength(1)
    throw new RevError('REV_HTTP_TOO_LARGE', '413', { delivery: 'too-large' })
  }
  project.model.columns = { id: 'integer', name: 'string' }
  project.model.rows = [
    ['1', 'small'],
    ['2', 'x'.repeat(600_000)],
    ['3', 'small'],
  ]
  const report = await project.run()
  expect(report).toMatchObject({ status: 'partial', outcomes: { ok: 2, rejected: 1 } })
  expect(report.rejects).toMatchObject([{ key: [2], code: 'REV_RECORD_TOO_LARGE' }])
  expect(project.memory.records.has('2')).toBe(false)
})

test('S-17: two thousand columns are as many fields', async () => {
  await using project = new MemoryProject()
  const names = Array.from({ length: 2000 }, (_, index) => `column_${index}`)
  project.model.columns = Object.fromEntries([
    ['id', 'integer'],
    ...names.map((name) => [name, 'string']),
  ])
  project.sync = { fields: columnsAsFields(['id', ...names]) }
  const row = (id: number, last: string) => [
    `${id}`,
    ...names.map((_name, index) => `${index}`).slice(1),
    last,
  ]
  project.model.rows = [row(1, 'a'), row(2, 'b')]
  expect(await project.run()).toMatchObject({ status: 'success', outcomes: { ok: 2 } })
  expect(Object.keys(project.memory.records.get('1') ?? {})).toHaveLength(2001)
  project.model.rows = [row(1, 'a'), row(2, 'c')]
  expect(await project.run()).toMatchObject({ sent: 1, unchanged: 1 })
}, 300_000)
