import { rejected, retry } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { MemoryProject } from './memory-project.ts'

const rows = [
  ['1', 'Ada', '1'],
  ['2', 'Grace', '2'],
] as const

function replaceProject(): MemoryProject {
  const project = new MemoryProject()
  project.sync = { mode: 'replace' }
  project.model.rows = rows
  return project
}

test('replaces everything when one record differs, and touches nothing when none does', async () => {
  await using project = replaceProject()
  expect(await project.run()).toMatchObject({ status: 'success', sent: 2 })
  expect(project.memory.sessions).toEqual(['open', 'commit'])
  expect(await project.run()).toMatchObject({ status: 'success', sent: 0, unchanged: 2 })
  expect(project.memory.sessions).toEqual(['open', 'commit'])
  expect([...project.memory.records.keys()]).toEqual(['1', '2'])
  project.model.rows = [rows[0], ['2', 'Grace Hopper', '2']]
  expect(await project.run()).toMatchObject({ status: 'success', sent: 2 })
  expect(project.memory.records.get('2')).toMatchObject({ name: 'Grace Hopper' })
})

test('empties the destination only when the empty model was confirmed', async () => {
  await using project = replaceProject()
  await project.run()
  project.model.rows = []
  expect((await project.run()).error?.code).toBe('REV_GUARD_EMPTY')
  expect(project.memory.records.size).toBe(2)
  const { hash } = await (await project.engine()).plan('things')
  expect(await project.run({ planHash: hash })).toMatchObject({ status: 'success' })
  expect(project.memory.records.size).toBe(0)
  expect(await project.run()).toMatchObject({ status: 'success', sent: 0 })
  expect(project.memory.sessions).toEqual(['open', 'commit', 'open', 'commit'])
})

test('replaces by a model that lost too many records only when that was confirmed', async () => {
  await using project = replaceProject()
  project.sync = {
    mode: 'replace',
    guard: { removalsPercentMax: 10, removalsMin: 1, rejectsPercentMax: 50, rejectsMin: 100 },
  }
  project.model.rows = Array.from({ length: 10 }, (_, index) => [`${index}`, 'n', '1'])
  await project.run()
  project.model.rows = project.model.rows.slice(2)
  const stopped = await project.run()
  expect(stopped).toMatchObject({ sent: 0, outcomes: { guarded: 8 } })
  expect(stopped.error?.code).toBe('REV_GUARD_REMOVALS')
  expect(project.memory.records.size).toBe(10)
  const { hash } = await (await project.engine()).plan('things')
  expect(await project.run({ planHash: hash })).toMatchObject({ status: 'success', sent: 8 })
  expect(project.memory.records.size).toBe(8)
})

test('takes everything back when a record stays pending, and knows what the destination still has', async () => {
  await using project = replaceProject()
  await project.run()
  project.model.rows = [...rows, ['3', 'Edsger', '3']]
  project.memory.rule = (batch) => batch.changes.map((change) => retry(change, { afterMs: 1 }))
  const failed = await project.run()
  expect(failed.outcomes).toMatchObject({ ok: 0, pending: 3 })
  expect(project.memory.sessions.at(-1)).toBe('abort')
  expect(project.memory.records.size).toBe(2)
  project.memory.rule = undefined
  // The guard still knows that two records had been delivered.
  project.model.rows = []
  expect((await project.run()).error?.code).toBe('REV_GUARD_EMPTY')
  project.model.rows = rows
  expect(await project.run()).toMatchObject({ status: 'success', unchanged: 2, sent: 0 })
})

test('a rejected record does not make every run replace everything', async () => {
  await using project = replaceProject()
  project.memory.script.push((batch, apply) => {
    apply()
    return batch.changes.map((change) =>
      change.key[0] === 2
        ? rejected(change, { message: 'no' })
        : { id: change.id, status: 'ok', effect: 'written' },
    )
  })
  expect(await project.run()).toMatchObject({ outcomes: { ok: 1, rejected: 1 } })
  expect(await project.run()).toMatchObject({ sent: 0, unchanged: 1, outcomes: { rejected: 1 } })
  expect(project.memory.sessions).toEqual(['open', 'commit'])
})

test.each(['safe', 'unsafe'] as const)(
  'a commit whose answer was lost is made again, whatever resend: %s says of single records',
  async (resend) => {
    await using project = replaceProject()
    project.options = { resend }
    project.memory.onSession = (step) => {
      if (step === 'commit') throw new Error('connection lost')
    }
    expect(await project.run()).toMatchObject({ status: 'failed' })
    project.memory.onSession = undefined
    expect(await project.run()).toMatchObject({ status: 'success', sent: 2 })
    expect([...project.memory.records.keys()]).toEqual(['1', '2'])
    expect(await project.run()).toMatchObject({ status: 'success', sent: 0, unchanged: 2 })
  },
)
