import { unknown } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { MemoryProject } from './memory-project.ts'

const before = [['1', 'Ada', '1']] as const
const after = [['1', 'Ada Lovelace', '1']] as const

// A record that was sent and never answered is at the destination in its old or its new form.
test.each(['all', 'changed'] as const)(
  'a change that was lost on the way back is corrected when the model goes back (sends: %s)',
  async (sends) => {
    await using project = new MemoryProject()
    project.parts = { random: () => 0 }
    project.options = { sends }
    project.model.rows = before
    await project.run()
    project.model.rows = after
    project.memory.rule = (batch, apply) => {
      apply()
      return batch.changes.map((change) => unknown(change))
    }
    expect(await project.run()).toMatchObject({ outcomes: { pending: 1 } })
    project.memory.rule = undefined
    project.model.rows = before
    expect(await project.run()).toMatchObject({ status: 'success', sent: 1 })
    expect(project.memory.records.get('1')).toMatchObject({ name: 'Ada' })
    expect(await project.run()).toMatchObject({ sent: 0, unchanged: 1 })
  },
)

test('a removal that was lost on the way back is made good when the record comes back', async () => {
  await using project = new MemoryProject()
  project.parts = { random: () => 0 }
  project.model.rows = [...before, ['2', 'Grace', '2']]
  await project.run()
  project.model.rows = [['2', 'Grace', '2']]
  project.memory.rule = (batch, apply) => {
    apply()
    return batch.changes.map((change) => unknown(change))
  }
  expect(await project.run()).toMatchObject({ outcomes: { pending: 1 } })
  project.memory.rule = undefined
  project.model.rows = [...before, ['2', 'Grace', '2']]
  expect(await project.run()).toMatchObject({ status: 'success', sent: 1 })
  expect([...project.memory.records.keys()].toSorted()).toEqual(['1', '2'])
})

test('a change that is held is still held when the model goes back, and is corrected when it is sent again', async () => {
  await using project = new MemoryProject()
  project.sync = { onAmbiguous: 'hold' }
  project.model.rows = before
  await project.run()
  project.model.rows = after
  project.memory.rule = (batch, apply) => {
    apply()
    return batch.changes.map((change) => unknown(change))
  }
  expect(await project.run()).toMatchObject({ outcomes: { held: 1 } })
  project.memory.rule = undefined
  project.model.rows = before
  // The destination has the new form, so that this is no success.
  expect(await project.run()).toMatchObject({ status: 'partial', outcomes: { held: 1 }, sent: 0 })
  await (await project.engine()).resolveHeld({ sync: 'things', as: 'resend' })
  expect(await project.run()).toMatchObject({ status: 'success', sent: 1 })
  expect(project.memory.records.get('1')).toMatchObject({ name: 'Ada' })
  expect(await project.run()).toMatchObject({ status: 'success', sent: 0, unchanged: 1 })
})

test('a batch that the destination still works on is asked about by the next run, under the same key, before anything else', async () => {
  await using project = new MemoryProject()
  project.parts = { random: () => 0 }
  project.model.rows = [...before, ['2', 'Grace', '2']]
  const keys: string[] = []
  project.memory.rule = (batch) => {
    keys.push(batch.idempotencyKey)
    return batch.changes.map((change) => unknown(change, { isUnderWay: true }))
  }
  expect(await project.run()).toMatchObject({ outcomes: { pending: 2 } })
  project.model.rows = [...after, ['2', 'Grace', '2']]
  project.memory.rule = (batch, apply) => {
    keys.push(batch.idempotencyKey)
    return apply()
  }
  // First what was under way, then what has changed since.
  expect(await project.run()).toMatchObject({ status: 'success' })
  expect(keys).toHaveLength(5)
  expect(new Set(keys.slice(0, 4)).size).toBe(1)
  expect(project.memory.records.get('1')).toMatchObject({ name: 'Ada Lovelace' })
  expect(await project.run()).toMatchObject({ sent: 0, unchanged: 2 })
})
