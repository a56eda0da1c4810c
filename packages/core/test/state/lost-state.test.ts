import {
  copyFileSync,
  existsSync,
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
import { planFile } from '../../src/run/state-paths.ts'
import { SqliteLedger } from '../../src/state/sqlite/sqlite-ledger.ts'
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
const snapshotOf = (project: MemoryProject) => {
  const folder = fileOf(project, 'syncs/things')
  const [name = ''] = existsSync(folder) ? readdirSync(folder) : []
  return path.join(folder, name)
}

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
  // The failed run has the number of the one that is forgotten, and is not that one.
  for (let tries = 0; tries < 3; tries++) {
    expect(await failureOf(project)).toBe('REV_STATE_BROKEN')
  }
  expect(project.memory.batches).toEqual([])
})

test('a plan that was written after somebody else had let its run go does not stand in the way', async () => {
  await using project = await deliveredProject()
  const stray = { number: 2, id: 'stands-still' }
  await using ledger = new SqliteLedger(fileOf(project, 'ledger.db'))
  const lease = await ledger.acquireLease('things')
  expect(await ledger.startRun(lease, { id: stray.id, startedAt: '' })).toBe(stray.number)
  await ledger.discard(lease, stray.number)
  await ledger.releaseLease(lease)
  copyFileSync(snapshotOf(project), fileOf(project, `syncs/things/${planFile(stray)}`))
  expect(await failureOf(project)).toBeUndefined()
  expect(existsSync(fileOf(project, `syncs/things/${planFile(stray)}`))).toBe(false)
  expect(project.memory.batches).toEqual([])
})

test('files that are no part of the snapshot any more go with the fold that replaces them', async () => {
  await using project = await deliveredProject()
  project.model.rows = rows.map(([id, name]) => [id ?? null, `${name} again`, '2'])
  await project.run()
  expect(readdirSync(fileOf(project, 'syncs/things'))).toEqual([
    expect.stringMatching(/^snapshot-2-[0-9a-f]{8}-2\.parquet$/),
  ])
  project.model.rows = rows.slice(1)
  expect(await project.run()).toMatchObject({ changes: { changed: 39, removed: 1 } })
  expect(await project.run()).toMatchObject({ unchanged: 39, planned: 0 })
})

test.each([
  ['the snapshot', 0],
  ['the snapshot', 100],
  ['the snapshot', 1000],
  ['the snapshot', -100],
  ['ledger.db', 100],
  ['ledger.db', 5000],
  ['ledger.db', -4096],
])('%s cut to %i bytes is refused', async (name, size) => {
  await using project = await deliveredProject()
  const file = name === 'the snapshot' ? snapshotOf(project) : fileOf(project, name)
  truncateSync(file, size < 0 ? statSync(file).size + size : size)
  expect(await failureOf(project)).toMatch(/^REV_STATE_(BROKEN|MISSING)$/)
  expect(project.memory.batches).toEqual([])
})

test('a snapshot of which a first run made only the start does not stand in the way', async () => {
  await using project = new MemoryProject()
  project.model.rows = rows
  await project.engine()
  await project.run({ planHash: 'none' })
  writeFileSync(fileOf(project, 'syncs/things/plan-1.parquet.draft'), 'half')
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
