import { cpSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { rejected, retry, unknown, type Change, type Outcome } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { openEngine } from '../../src/index.ts'
import { MemoryProject } from '../run/memory-project.ts'

const rows = Array.from({ length: 20 }, (_, index) => [`${index}`, `name ${index}`, '1'])
const stateOf = (project: MemoryProject) => path.join(project.folder, '.rev')

async function delivered(): Promise<MemoryProject> {
  const project = new MemoryProject()
  project.model.rows = rows
  await project.run()
  await project.close()
  project.memory.batches.length = 0
  project.memory.log.length = 0
  return project
}

test('T-18: state that was copied to a project which delivers to another object is refused', async () => {
  await using project = await delivered()
  await using other = new MemoryProject()
  other.model.rows = rows
  other.sync = { object: 'others' }
  cpSync(stateOf(project), stateOf(other), { recursive: true })
  expect(await other.run()).toMatchObject({ status: 'failed', error: { code: 'REV_STATE_BROKEN' } })
  const engine = await other.engine()
  await expect(engine.plan('things')).rejects.toMatchObject({ code: 'REV_STATE_BROKEN' })
  expect(other.memory.batches).toEqual([])
})

test('T-18: state that was copied to a project of another account is refused once the account is known', async () => {
  await using project = new MemoryProject()
  project.model.rows = rows
  await (await project.engine()).check({})
  await project.run()
  await using other = new MemoryProject()
  other.model.rows = rows
  other.options = { account: 'another' }
  await project.close()
  cpSync(stateOf(project), stateOf(other), { recursive: true })
  await (await other.engine()).check({})
  expect((await other.run()).error?.code).toBe('REV_STATE_BROKEN')
  expect(other.memory.batches).toEqual([])
})

test('a sync that could not begin to send may go elsewhere without a reset', async () => {
  await using project = new MemoryProject()
  project.model.rows = rows
  project.sync = { mode: 'replace' }
  project.memory.onSession = () => {
    throw new Error('there is no such place')
  }
  expect(await project.run()).toMatchObject({ status: 'failed', sent: 0 })
  project.memory.onSession = undefined
  project.sync = { mode: 'replace', object: 'others' }
  const engine = await project.engine()
  expect(await engine.plan('things')).toMatchObject({ changes: { added: 20 } })
  expect(await project.run()).toMatchObject({ status: 'success', sent: 20 })
  project.sync = { mode: 'replace' }
  expect((await project.run()).error?.code).toBe('REV_STATE_BROKEN')
})

test.each([
  ['not taken', (change: Change): Outcome => retry(change, { code: 'REV_NETWORK_UNREACHABLE' })],
  ['refused', (change: Change): Outcome => rejected(change, { message: 'no' })],
  ['sent, and nobody knows its fate', (change: Change): Outcome => unknown(change)],
])('a sync of which one record was %s needs one', async (_what, outcome) => {
  await using project = new MemoryProject()
  project.model.rows = rows.slice(0, 1)
  project.memory.rule = (batch) => batch.changes.map(outcome)
  await project.run()
  project.memory.rule = undefined
  project.sync = { object: 'others' }
  expect((await project.run()).error?.code).toBe('REV_STATE_BROKEN')
  const engine = await project.engine()
  await expect(engine.plan('things')).rejects.toMatchObject({ code: 'REV_STATE_BROKEN' })
})

test('a sync that goes elsewhere from now on sends everything after a reset', async () => {
  await using project = await delivered()
  project.sync = { object: 'others' }
  const engine = await project.engine()
  await engine.reset('things')
  expect(await project.run()).toMatchObject({ status: 'success', sent: 20 })
  expect(await project.run()).toMatchObject({ status: 'success', sent: 0 })
})

test("T-12: after a restore of yesterday's state nothing is removed that this sync had not delivered, and all converges", async () => {
  await using project = await delivered()
  const backup = path.join(project.folder, 'backup')
  cpSync(stateOf(project), backup, { recursive: true })
  // Today: ten changed, five left, five came.
  const today = [
    ...rows.slice(0, 10).map(([id]) => [`${id}`, 'changed', '1']),
    ...rows.slice(10, 15),
    ...Array.from({ length: 5 }, (_, index) => [`${100 + index}`, 'new', '1']),
  ]
  project.model.rows = today
  await project.run()
  await project.close()
  project.memory.log.length = 0
  rmSync(stateOf(project), { recursive: true })
  cpSync(backup, stateOf(project), { recursive: true })
  expect(await project.run()).toMatchObject({ status: 'success', sent: 20 })
  const operations = project.memory.log.map(({ operation, id }) => `${operation} ${id}`)
  const deletes = operations.filter((one) => one.startsWith('delete')).toSorted()
  expect(deletes).toEqual(['delete 15', 'delete 16', 'delete 17', 'delete 18', 'delete 19'])
  expect([...project.memory.records.keys()].toSorted()).toEqual(
    today.map(([id]) => `${id}`).toSorted(),
  )
  expect(await project.run()).toMatchObject({ sent: 0 })
})

test('T-15: a state folder that cannot be one is an error before anything runs', async () => {
  await using project = new MemoryProject()
  const file = path.join(project.folder, 'file')
  writeFileSync(file, '')
  const statePath = path.join(file, '.rev')
  const broken = openEngine({ project: { ...(await project.project()), statePath } })
  await expect(broken).rejects.toMatchObject({ code: 'REV_STATE_WRITE' })
})
