import { expect, test } from 'vitest'
import type { DbtModel } from '../../src/index.ts'
import { MemoryProject } from './memory-project.ts'

/** A model of dbt whose only test ended so. */
function dbtModel(status: string): DbtModel {
  const generatedAtMs = Date.parse('2026-01-31T10:00:00Z')
  return {
    id: 'model.shop.things',
    relation: 'things',
    columns: [{ name: 'ID', type: 'bigint', description: 'The number.' }],
    tests: [{ id: 'test.shop.unique_things_id', name: 'unique_things_id' }],
    manifest: { generatedAtMs, invocationId: 'one' },
    maxAgeMs: undefined,
    readRunResults: async () => ({
      command: 'build',
      generatedAtMs,
      invocationId: 'one',
      results: new Map([
        ['test.shop.unique_things_id', { status, failures: 2, message: undefined }],
      ]),
    }),
  }
}

/** A project of one record whose model is dbt's. */
function dbtProject(status: string): MemoryProject {
  const project = new MemoryProject()
  project.model.rows = [['1', 'Ada', '1.5']]
  project.modelMore = { dbt: dbtModel(status) }
  return project
}

test('a run whose dbt test failed reads nothing and sends nothing; plan and check say the same', async () => {
  await using project = dbtProject('fail')
  project.model.failure = { afterRows: 0, error: new Error('it was read') }
  const engine = await project.engine()
  const error = { code: 'REV_DBT_FAILED', message: expect.stringContaining('(2 results)') }
  expect(await engine.run('things')).toMatchObject({ status: 'failed', sent: 0, error })
  await expect(engine.plan('things')).rejects.toMatchObject(error)
  expect((await engine.check({})).findings).toMatchObject([{ severity: 'error', error }])
  expect(project.memory.batches).toEqual([])
})

test('a run whose dbt test warned sends, and says so', async () => {
  await using project = dbtProject('warn')
  const notes = ['the dbt test unique_things_id warned (2 results)']
  const engine = await project.engine()
  expect((await engine.plan('things')).notes).toEqual(notes)
  expect(await engine.run('things')).toMatchObject({ status: 'success', sent: 1, notes })
})

test('a model shows how its dbt tests ended, and the words of dbt for its columns', async () => {
  await using project = dbtProject('pass')
  expect(await (await project.engine()).model('things')).toMatchObject({
    columns: [{ name: 'id', description: 'The number.' }, { name: 'name' }, { name: 'score' }],
    dbt: {
      ranAt: '2026-01-31T10:00:00.000Z',
      tests: [{ name: 'unique_things_id', status: 'pass' }],
    },
  })
})
