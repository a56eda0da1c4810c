import { isExactNumber } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { MemoryProject } from './memory-project.ts'

const rows = [
  ['1', 'Ada', '1.50'],
  ['2', 'Grace', '99999999999999999999999999999999999999'],
  ['2', null, null],
  [null, 'Edsger', '0.1'],
] as const

/** A project whose model names its key itself. */
async function openModels(project: MemoryProject) {
  project.model.rows = rows
  const engine = await project.engine()
  return engine
}

test('a model shows the columns that its source describes, and the syncs that use it', async () => {
  await using project = new MemoryProject()
  const engine = await openModels(project)
  expect(await engine.model('things')).toMatchObject({
    name: 'things',
    source: 'local',
    sql: 'SELECT',
    columns: [
      { name: 'id', type: 'integer', isKey: false },
      { name: 'name', type: 'string' },
      { name: 'score', type: 'decimal' },
    ],
    usedBy: [
      { sync: 'things', destination: 'memory', object: 'things', mode: 'mirror', key: ['id'] },
    ],
    dbt: undefined,
  })
})

test('a preview has so many rows and every digit', async () => {
  await using project = new MemoryProject()
  const engine = await openModels(project)
  const { columns, rows: shown } = await engine.previewModel('things', { rowsMax: 2 })
  expect(columns.map(({ name }) => name)).toEqual(['id', 'name', 'score'])
  expect(shown.map((row) => row.slice(0, 2))).toEqual([
    [1, 'Ada'],
    [2, 'Grace'],
  ])
  const [, [, , score] = []] = shown
  expect(isExactNumber(score) && score.text).toBe('99999999999999999999999999999999999999')
})

test('rows without a key and with the key of another are found where the rows are asked for', async () => {
  await using project = new MemoryProject()
  const engine = await openModels(project)
  // The sync names the key, where the model does not.
  expect(await engine.lintModels({ hasData: false })).toEqual([])
  expect(await engine.lintModels({ hasData: true })).toMatchObject([
    { rule: 'key-null', severity: 'error', message: '1 row has no key (id).' },
    {
      rule: 'key-not-unique',
      severity: 'error',
      message: '1 row shares its key (id) with another row: 2.',
    },
  ])
})

test('the key that the model names is looked at, whatever its syncs name', async () => {
  await using project = new MemoryProject()
  project.modelMore = { key: ['name', 'score'] }
  const engine = await openModels(project)
  expect(await engine.lintModels({ hasData: true })).toMatchObject([
    { rule: 'key-null', message: '1 row has no key (name, score).' },
  ])
})

test('a model that is not there is told with the nearest name', async () => {
  await using project = new MemoryProject()
  const engine = await openModels(project)
  await expect(engine.model('thing')).rejects.toMatchObject({
    code: 'REV_CONFIG_REFERENCE',
    hint: expect.stringContaining('things'),
  })
})
