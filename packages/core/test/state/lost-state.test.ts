import {
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { isRevError } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { openEngine } from '../../src/index.ts'
import { MemoryProject } from '../run/memory-project.ts'

const rows = Array.from({ length: 40 }, (_, index) => [`${index}`, `name ${index}`, '1'])

/** A project that has delivered forty records; what it sends from now on is a mistake. */
async function deliveredProject(delivered = rows): Promise<MemoryProject> {
  const project = new MemoryProject()
  project.model.rows = delivered
  await project.run()
  await project.close()
  project.memory.batches.length = 0
  return project
}

const fileOf = (project: MemoryProject, name: string) => path.join(project.folder, '.rev', name)
// The first run's plan is taken over as the snapshot.
const snapshotFile = 'syncs/things/plan-1.parquet'
const snapshotOf = (project: MemoryProject) => fileOf(project, snapshotFile)

const namesIn = (project: MemoryProject) =>
  new Set(readdirSync(fileOf(project, ''), { recursive: true, encoding: 'utf8' }))

/** The code of whatever a run ends with, thrown or reported. */
async function failureOf(project: MemoryProject): Promise<string | undefined> {
  try {
    return (await project.run()).error?.code
  } catch (error) {
    return isRevError(error) ? error.code : String(error)
  } finally {
    await project.close()
  }
}

test('a plan leaves every byte of the state as it is', async () => {
  await using project = await deliveredProject()
  const bytes = () =>
    new Map(
      [fileOf(project, 'ledger.db'), snapshotOf(project)].map((file) => [file, readFileSync(file)]),
    )
  const before = bytes()
  const names = namesIn(project)
  project.model.rows = rows.slice(5)
  expect(await (await project.engine()).plan('things')).toMatchObject({ changes: { removed: 5 } })
  await project.close()
  expect(bytes()).toEqual(before)
  expect(namesIn(project)).toEqual(names)
})

test('a snapshot that is gone is not taken for a first run', async () => {
  await using project = await deliveredProject()
  rmSync(snapshotOf(project))
  expect(await failureOf(project)).toBe('REV_STATE_MISSING')
  expect(project.memory.batches).toEqual([])
})

test('a snapshot without its ledger is not taken for a first run', async () => {
  await using project = await deliveredProject()
  rmSync(fileOf(project, 'ledger.db'))
  expect(await failureOf(project)).toBe('REV_STATE_MISSING')
  expect(project.memory.batches).toEqual([])
})

test('a snapshot of another project is refused', async () => {
  await using project = await deliveredProject()
  await using other = await deliveredProject(rows.slice(1))
  copyFileSync(snapshotOf(other), snapshotOf(project))
  expect(await failureOf(project)).toBe('REV_STATE_BROKEN')
  expect(project.memory.batches).toEqual([])
})

test('an older ledger beside newer files is refused', async () => {
  await using project = await deliveredProject()
  const file = fileOf(project, 'ledger.db')
  const old = readFileSync(file)
  project.model.rows = rows.slice(1)
  await project.run()
  await project.close()
  project.memory.batches.length = 0
  writeFileSync(file, old)
  expect(await failureOf(project)).toBe('REV_STATE_BROKEN')
  expect(project.memory.batches).toEqual([])
})

test('files that are no part of the snapshot any more go with the fold that replaces them', async () => {
  await using project = await deliveredProject()
  project.model.rows = rows.map(([id, name]) => [id ?? null, `${name} again`, '2'])
  await project.run()
  expect(readdirSync(fileOf(project, 'syncs/things'))).toEqual(['snapshot-2-2.parquet'])
  project.model.rows = rows.slice(1)
  expect(await project.run()).toMatchObject({ changes: { changed: 39, removed: 1 } })
  expect(await project.run()).toMatchObject({ unchanged: 39, planned: 0 })
})

test.each([
  [snapshotFile, 0],
  [snapshotFile, 100],
  [snapshotFile, 1000],
  [snapshotFile, -100],
  ['ledger.db', 100],
  ['ledger.db', 5000],
  ['ledger.db', -4096],
])('%s cut to %i bytes is refused', async (name, size) => {
  await using project = await deliveredProject()
  const file = fileOf(project, name)
  truncateSync(file, size < 0 ? statSync(file).size + size : size)
  expect(await failureOf(project)).toMatch(/^REV_STATE_(BROKEN|MISSING)$/)
  expect(project.memory.batches).toEqual([])
})

test('a snapshot of which a first run made only the start does not stand in the way', async () => {
  await using project = new MemoryProject()
  project.model.rows = rows
  await project.engine()
  await project.run({ planHash: 'none' })
  writeFileSync(`${snapshotOf(project)}.draft`, 'half')
  expect(await project.run()).toMatchObject({ status: 'success', sent: 40 })
})

test('a plan that a run overtakes says so, and the next one starts from what that run delivered', async () => {
  await using project = await deliveredProject()
  project.model.failure = {
    afterRows: rows.length,
    wait: async () => {
      project.model.failure = undefined
      project.model.rows = rows.map(([id, name]) => [id ?? null, `${name} again`, '2'])
      await using engine = await openEngine({ project: await project.project() })
      expect(await engine.run('things')).toMatchObject({ status: 'success', sent: 40 })
    },
  }
  const engine = await project.engine()
  await expect(engine.plan('things')).rejects.toMatchObject({ code: 'REV_STATE_BUSY' })
  expect(await engine.plan('things')).toMatchObject({ unchanged: 40 })
})
