import { expect, test } from 'vitest'
import { retry, unknown } from '@revetl/sdk'
import { MemoryProject } from './memory-project.ts'

const people = [
  ['1', 'Ada', '1.50'],
  ['2', 'Grace', '99999999999999999999999999999999999999'],
  ['3', 'Edsger', null],
] as const

test('sends every record at first, nothing when nothing changed, and then exactly the differences', async () => {
  await using project = new MemoryProject()
  project.model.rows = people
  const first = await project.run()
  expect(first.error).toBeUndefined()
  expect(first).toMatchObject({ status: 'success', rowsRead: 3, planned: 3, sent: 3 })
  expect(JSON.stringify(project.memory.records.get('2')?.['score'])).toBe(
    '99999999999999999999999999999999999999',
  )
  const second = await project.run()
  expect(second).toMatchObject({ status: 'success', unchanged: 3, planned: 0, sent: 0 })
  project.memory.log.length = 0
  project.model.rows = [people[0], ['2', 'Grace Hopper', '7'], ['4', 'Barbara', '2']]
  const third = await project.run({})
  expect(third).toMatchObject({
    status: 'success',
    changes: { added: 1, changed: 1, removed: 1 },
    sent: 3,
  })
  expect(project.memory.log.map(({ operation, id }) => `${operation} ${id}`)).toEqual([
    'upsert 2',
    'upsert 4',
    'delete 3',
  ])
  expect([...project.memory.records.keys()].toSorted()).toEqual(['1', '2', '4'])
})

test('keeps a rejected record out of the snapshot, and sends it when it changed', async () => {
  await using project = new MemoryProject()
  project.model.rows = [['1', 'bad', '1'], people[1]]
  const first = await project.run()
  expect(first).toMatchObject({ status: 'partial', outcomes: { ok: 1, rejected: 1 } })
  expect(first.rejects).toMatchObject([{ key: [1], message: 'name is bad', field: 'name' }])
  project.memory.batches.length = 0
  const second = await project.run()
  expect(second).toMatchObject({ status: 'partial', sent: 0, outcomes: { rejected: 1 } })
  expect(project.memory.batches).toEqual([])
  project.model.rows = [['1', 'good', '1'], people[1]]
  const third = await project.run()
  expect(third).toMatchObject({ status: 'success', sent: 1, outcomes: { ok: 1 } })
  const engine = await project.engine()
  expect(await engine.rejects({ rowsMax: 10 })).toEqual([])
})

test('takes a missing outcome for unknown and never for success', async () => {
  await using project = new MemoryProject()
  project.model.rows = people
  project.memory.rule = (_batch, apply) => apply().slice(1)
  const report = await project.run()
  expect(report.status).not.toBe('success')
  expect(report.outcomes.ok + report.outcomes.pending).toBe(3)
  project.memory.rule = undefined
  expect(await project.run()).toMatchObject({ status: 'success' })
})

test('sends a retried record again in the same run', async () => {
  await using project = new MemoryProject()
  project.model.rows = people
  project.memory.script.push((batch, apply) => [
    ...apply().slice(1),
    retry(batch.changes[0] as { id: string }, { afterMs: 1 }),
  ])
  expect(await project.run()).toMatchObject({ status: 'success', outcomes: { ok: 3 }, sent: 3 })
})

test('halves a batch whose fate is unknown until the poison is alone', async () => {
  await using project = new MemoryProject()
  project.options = { recordsMax: 100 }
  project.model.rows = Array.from({ length: 100 }, (_, index) => [`${index}`, `n${index}`, '1'])
  project.memory.rule = (batch, apply) => {
    if (batch.changes.some(({ key }) => key[0] === 41)) throw new Error('crash')
    return apply()
  }
  const report = await project.run()
  expect(report.outcomes).toMatchObject({ ok: 99, pending: 1 })
  // 2 ⌈log2 100⌉ + 1 to find it, and two more tries of it alone.
  expect(project.memory.batches.length).toBeLessThanOrEqual(15 + 2)
})

test('holds an append whose answer was lost, until an operator decides', async () => {
  await using project = new MemoryProject()
  project.sync = { mode: 'append' }
  project.model.rows = people
  project.memory.script.push((batch, apply) => {
    apply()
    return batch.changes.map((change) => unknown(change))
  })
  expect(await project.run()).toMatchObject({ status: 'partial', outcomes: { held: 3 } })
  expect(await project.run()).toMatchObject({ sent: 0, outcomes: { held: 3 } })
  const engine = await project.engine()
  expect(await engine.resolveHeld({ sync: 'things', as: 'delivered', keys: [[1], [2]] })).toBe(2)
  expect(await engine.resolveHeld({ sync: 'things', as: 'resend' })).toBe(1)
  expect(await project.run()).toMatchObject({ status: 'success', sent: 1 })
  expect(await project.run()).toMatchObject({ status: 'success', unchanged: 3, sent: 0 })
  expect(project.memory.log.map(({ id }) => id)).toEqual(['1', '2', '3', '3'])
})

test('takes a read that fails, or does not confirm its end, for a failed run and removes nothing', async () => {
  await using project = new MemoryProject()
  project.model.rows = people
  await project.run()
  project.model.failure = { afterRows: 1, error: new Error('cut off') }
  expect(await project.run()).toMatchObject({ status: 'failed' })
  project.model.failure = { afterRows: 1 }
  const cut = await project.run()
  expect(cut.error?.code).toBe('REV_READ_INCOMPLETE')
  expect(project.memory.records.size).toBe(3)
  project.model.failure = undefined
  expect(await project.run()).toMatchObject({ status: 'success', unchanged: 3 })
})

test('stops before an empty model empties the destination, and runs the plan that was confirmed', async () => {
  await using project = new MemoryProject()
  project.model.rows = people
  await project.run()
  project.model.rows = []
  const guarded = await project.run()
  expect(guarded.error?.code).toBe('REV_GUARD_EMPTY')
  expect(guarded.outcomes.guarded).toBe(3)
  expect(project.memory.records.size).toBe(3)
  const plan = await (await project.engine()).plan('things')
  const wrong = await project.run({ planHash: 'other' })
  expect(wrong.error?.code).toBe('REV_PLAN_CHANGED')
  expect(await project.run({ planHash: plan.hash })).toMatchObject({ status: 'success' })
  expect(project.memory.records.size).toBe(0)
})

test('refuses duplicate keys before anything is sent, or rejects every copy', async () => {
  await using project = new MemoryProject()
  project.model.rows = [...people, ['3', 'Twin', '1']]
  const failed = await project.run()
  expect(failed.error?.code).toBe('REV_MODEL_KEY_DUPLICATE')
  expect(project.memory.batches).toEqual([])
  project.sync = { duplicateKeys: 'reject' }
  expect(await project.run()).toMatchObject({
    status: 'partial',
    rowsRead: 4,
    planned: 4,
    outcomes: { ok: 2, rejected: 2 },
  })
})

test('rejects rows without a key and sends the others', async () => {
  await using project = new MemoryProject()
  project.model.rows = [[null, 'Nobody', '1'], ...people]
  const report = await project.run()
  expect(report).toMatchObject({ rowsRead: 4, outcomes: { ok: 3, rejected: 1 } })
  const [entry] = await (await project.engine()).rejects({ rowsMax: 10 })
  expect(entry).toMatchObject({ key: [null], code: 'REV_MODEL_KEY_NULL' })
})

test('sends only changed fields where the operation allows it, and backfills a newly mapped one alone', async () => {
  await using project = new MemoryProject()
  project.options = { sends: 'changed' }
  project.model.rows = people
  const fields = (await project.project()).syncs.get('things')?.fields ?? []
  project.sync = { fields: fields.slice(0, 2) }
  await project.run()
  project.memory.log.length = 0
  project.model.rows = [['1', 'Ada Lovelace', '1.50'], people[1], people[2]]
  await project.run()
  expect(project.memory.log).toMatchObject([{ fields: { id: 1, name: 'Ada Lovelace' } }])
  project.memory.log.length = 0
  project.sync = {}
  const backfill = await project.run()
  expect(backfill).toMatchObject({ status: 'success', sent: 3 })
  expect(project.memory.log.map(({ fields: sent }) => Object.keys(sent))).toEqual([
    ['id', 'score'],
    ['id', 'score'],
    ['id', 'score'],
  ])
  expect(await project.run()).toMatchObject({ sent: 0, unchanged: 3 })
})

test.each(['row', 'fields', 'values'] as const)(
  'finds the same differences with track: %s',
  async (track) => {
    await using project = new MemoryProject()
    project.sync = { track }
    project.model.rows = people
    await project.run()
    expect(await project.run()).toMatchObject({ sent: 0, unchanged: 3 })
    project.model.rows = [people[0], ['2', 'Grace Hopper', '7'], ['4', 'Barbara', '2']]
    expect(await project.run()).toMatchObject({
      status: 'success',
      changes: { added: 1, changed: 1, removed: 1 },
    })
    expect([...project.memory.records.keys()].toSorted()).toEqual(['1', '2', '4'])
    expect(await project.run()).toMatchObject({ sent: 0 })
  },
)

test('plans without leaving a trace, and shows what changes from what to what', async () => {
  await using project = new MemoryProject()
  project.model.rows = people
  await project.run()
  project.model.rows = [['1', 'Ada Lovelace', '1.5'], people[1], people[2]]
  const plan = await (await project.engine()).plan('things')
  expect(plan).toMatchObject({
    changes: { added: 0, changed: 1, removed: 0 },
    changedFields: { name: 1 },
    requestsMin: 1,
    samples: [
      {
        key: [1],
        kind: 'changed',
        operation: 'upsert',
        fields: expect.arrayContaining([
          { name: 'name', before: 'Ada', after: 'Ada Lovelace', isSent: true },
        ]),
      },
    ],
  })
  const run = await project.run()
  expect(run.planHash).toBe(plan.hash)
})

test('takes a baseline as delivered and sends only what changes afterwards', async () => {
  await using project = new MemoryProject()
  project.model.rows = people
  expect(await project.run({ isBaseline: true })).toMatchObject({ status: 'success', sent: 0 })
  project.model.rows = [...people, ['9', 'New', '1']]
  expect(await project.run()).toMatchObject({ sent: 1, changes: { added: 1 } })
  expect(await project.run({ isFull: true })).toMatchObject({ sent: 4 })
})

test('stops when too many records are rejected, and keeps the rest pending', async () => {
  await using project = new MemoryProject()
  project.sync = { inFlightMax: 1 }
  project.model.rows = Array.from({ length: 300 }, (_, index) => [`${index}`, 'bad', '1'])
  const report = await project.run()
  expect(report.error?.code).toBe('REV_GUARD_REJECTS')
  expect(report.outcomes).toMatchObject({ rejected: 100, pending: 200 })
})

test('refuses a key of another type and names the way out', async () => {
  await using project = new MemoryProject()
  project.model.rows = people
  await project.run()
  project.model.columns = { id: 'string', name: 'string', score: 'decimal' }
  const report = await project.run()
  expect(report.error?.code).toBe('REV_MODEL_KEY_TYPE')
  expect(report.error?.hint).toContain('rev reset things')
  const engine = await project.engine()
  await engine.reset('things')
  expect(await project.run()).toMatchObject({ status: 'success', sent: 3 })
})
