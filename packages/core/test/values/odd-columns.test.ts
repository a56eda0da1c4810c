import { expect, test } from 'vitest'
import { columnsAsFields } from '../test-project.ts'
import { MemoryProject } from '../run/memory-project.ts'

const odd = [
  'select',
  'from',
  'k0',
  'v1',
  'fp',
  'seq',
  'kind',
  'rowid',
  'with space',
  'quo"te',
  "apos'trophe",
  'semi;colon--',
  'emoji 😀',
  'ünïcode',
  '__proto__',
  'constructor',
  'toString',
  '$dollar',
  'tab\there',
  'a.b.c',
  '%s',
  '*',
  'x'.repeat(300),
]

test('S-21: columns of any name are delivered under that name and compared by their values', async () => {
  await using project = new MemoryProject()
  project.model.columns = Object.fromEntries([
    ['id', 'integer'],
    ...odd.map((name) => [name, 'string']),
  ])
  project.model.rows = [['1', ...odd.map((_name, index) => `value ${index}`)]]
  project.sync = { fields: columnsAsFields(['id', ...odd]) }
  const first = await project.run()
  expect(first.error).toBeUndefined()
  const [written] = project.memory.log
  for (const [index, name] of odd.entries()) {
    expect(Object.getOwnPropertyDescriptor(written?.fields ?? {}, name)?.value).toBe(
      `value ${index}`,
    )
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  expect(await project.run()).toMatchObject({ sent: 0, unchanged: 1 })
  project.model.rows = [
    ['1', ...odd.map((_name, index) => (index === 6 ? 'new' : `value ${index}`))],
  ]
  const plan = await (await project.engine()).plan('things')
  expect(plan.changedFields).toEqual({ kind: 1 })
})

test('S-21: names that differ by case alone are refused, and no column is taken for another', async () => {
  await using project = new MemoryProject()
  project.model.columns = { id: 'string', Name: 'string', name: 'string' }
  project.model.rows = [['x', 'y', 'z']]
  project.sync = { fields: columnsAsFields(['id']) }
  expect((await project.run()).error?.code).toBe('REV_MODEL_COLUMN')
})

test('S-21: a key column in another spelling is refused and named', async () => {
  await using project = new MemoryProject()
  project.model.columns = { ID: 'integer', name: 'string' }
  project.model.rows = [['1', 'a']]
  project.sync = { key: ['id'], fields: columnsAsFields(['ID', 'name']), matchOn: ['ID'] }
  const { error } = await project.run()
  expect(error?.code).toMatch(/^REV_(CONFIG|MODEL)_/)
  expect(error?.message).toMatch(/\bid\b/)
})
