import { retry, unknown } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { columnsAsFields } from '../test-project.ts'
import { MemoryProject } from '../run/memory-project.ts'

const people = [
  ['1', 'ada', '1'],
  ['2', 'grace', '2'],
] as const

test('a key that is NaN or infinite is rejected, listed, and does not break later runs', async () => {
  await using project = new MemoryProject()
  project.model.columns = { id: 'number', name: 'string' }
  project.model.rows = [
    ['NaN', 'a'],
    ['Infinity', 'b'],
    ['1', 'c'],
  ]
  expect(await project.run()).toMatchObject({ outcomes: { ok: 1, rejected: 2 } })
  const rejects = await (await project.engine()).rejects({ rowsMax: 10 })
  expect(rejects.map(({ code }) => code)).toEqual(['REV_MODEL_KEY_NULL', 'REV_MODEL_KEY_NULL'])
  expect(await project.run()).toMatchObject({ unchanged: 1, outcomes: { rejected: 2 } })
})

test.each(['append', 'create'] as const)(
  'a full run of mode %s sends nothing twice',
  async (mode) => {
    await using project = new MemoryProject()
    project.sync = { mode }
    project.model.rows = people
    await project.run()
    project.model.rows = [['1', 'Ada Lovelace', '1'], people[1]]
    expect(await project.run({ isFull: true })).toMatchObject({
      status: 'success',
      sent: 0,
      unchanged: 2,
    })
  },
)

test('a record under a new key that matches the same record of the destination is not deleted with its old key', async () => {
  await using project = new MemoryProject()
  project.sync = { matchOn: ['name'] }
  project.model.rows = people
  await project.run()
  project.memory.log.length = 0
  project.model.rows = [['7', 'ada', '1'], people[1]]
  const report = await project.run()
  expect(report).toMatchObject({ status: 'success', changes: { added: 1, removed: 1 } })
  expect(project.memory.log.map(({ operation }) => operation)).toEqual(['upsert'])
  expect(await project.run()).toMatchObject({ planned: 0 })
})

test.each(['row', 'fields'] as const)(
  'a removal names its record by the match fields of now, never by the values of others (track: %s)',
  async (track) => {
    await using project = new MemoryProject()
    project.sync = { track, matchOn: ['id'] }
    project.model.rows = people
    await project.run()
    project.sync = { track, matchOn: ['score'] }
    project.model.rows = [people[0]]
    const report = await project.run()
    expect(report.outcomes).toMatchObject({ rejected: 1 })
    expect(report.rejects).toMatchObject([{ key: [2] }])
    expect(project.memory.log.filter(({ operation }) => operation === 'delete')).toEqual([])
  },
)

test.each(['append', 'create'] as const)(
  'mode %s takes a held record as delivered although it changed since',
  async (mode) => {
    await using project = new MemoryProject()
    project.sync = { mode, onAmbiguous: 'hold' }
    project.model.rows = people
    project.memory.script.push((batch) => batch.changes.map((change) => unknown(change)))
    expect(await project.run()).toMatchObject({ outcomes: { held: 2 } })
    project.model.rows = [['1', 'Ada Lovelace', '1'], people[1]]
    const engine = await project.engine()
    await engine.resolveHeld({ sync: 'things', as: 'delivered' })
    expect(await project.run()).toMatchObject({ status: 'success', sent: 0 })
    expect(await project.run()).toMatchObject({ status: 'success', sent: 0, unchanged: 2 })
  },
)

test('an appended record that changed is appended again where the sync says so, and only then', async () => {
  await using project = new MemoryProject()
  project.sync = { mode: 'append', onChange: 'append' }
  project.model.rows = people
  await project.run()
  project.model.rows = [['1', 'Ada Lovelace', '1'], people[1]]
  expect(await project.run()).toMatchObject({ sent: 1, changes: { changed: 1 } })
  project.sync = { mode: 'append' }
  project.model.rows = [['1', 'Countess', '1'], people[1]]
  expect(await project.run()).toMatchObject({ sent: 0, unchanged: 2 })
})

test('an audience adds and removes members', async () => {
  await using project = new MemoryProject()
  project.sync = { mode: 'audience' }
  project.model.rows = people
  await project.run()
  project.model.rows = [people[1], ['3', 'edsger', '3']]
  await project.run()
  const steps = project.memory.log.map(({ operation, id }) => `${operation} ${id}`)
  expect(steps).toEqual(['add 1', 'add 2', 'add 3', 'remove 1'])
})

test('clearing writes nulls to every field but those that find the record', async () => {
  await using project = new MemoryProject()
  project.sync = { onRemove: 'clear', matchOn: ['id'] }
  project.model.rows = people
  await project.run()
  project.model.rows = [people[0]]
  expect(await project.run()).toMatchObject({ status: 'success', changes: { removed: 1 } })
  expect(project.memory.records.get('2')).toEqual({ id: 2, name: null, score: null })
})

test.each(['values', 'fields', 'row'] as const)(
  'reordered fields send nothing, unmapped ones send nothing where fields are known (track: %s)',
  async (track) => {
    await using project = new MemoryProject()
    project.model.rows = people
    const names = ['id', 'name', 'score']
    project.sync = { track, fields: columnsAsFields(names) }
    await project.run()
    project.sync = { track, fields: columnsAsFields(names.toReversed()) }
    expect(await project.run()).toMatchObject({ sent: 0, unchanged: 2 })
    project.sync = { track, fields: columnsAsFields(['id', 'name']) }
    expect(await project.run()).toMatchObject({ sent: track === 'row' ? 2 : 0 })
    expect(await project.run()).toMatchObject({ sent: 0, unchanged: 2 })
  },
)

test('a column that becomes a decimal sends only values that read differently', async () => {
  await using project = new MemoryProject()
  project.model.columns = { id: 'integer', name: 'string', score: 'integer' }
  project.model.rows = people
  await project.run()
  project.model.columns = { id: 'integer', name: 'string', score: 'decimal' }
  project.model.rows = [
    ['1', 'ada', '1.00'],
    ['2', 'grace', '2.50'],
  ]
  expect(await project.run()).toMatchObject({ sent: 1, unchanged: 1 })
})

test.each(['values', 'fields', 'row'] as const)(
  'another way of tracking is taken up and then holds (to %s)',
  async (track) => {
    await using project = new MemoryProject()
    project.model.rows = people
    for (const first of ['values', 'fields', 'row'] as const) {
      project.sync = { track: first }
      await project.run()
      project.sync = { track }
      expect(await project.run()).toMatchObject({ status: 'success' })
      expect(await project.run()).toMatchObject({ sent: 0, unchanged: 2 })
    }
  },
)

test('the baseline of a first run is taken once, also where that run was cut short', async () => {
  await using project = new MemoryProject()
  project.sync = { firstRun: 'baseline' }
  project.model.rows = people
  expect(await project.run()).toMatchObject({ status: 'success', sent: 0 })
  project.model.rows = [...people, ['3', 'edsger', '3']]
  expect(await project.run()).toMatchObject({ sent: 1 })
})

test('what could not be sent in time is planned again, and only that', async () => {
  await using project = new MemoryProject()
  project.parts = { random: () => 0 }
  project.model.rows = people
  project.memory.rule = (batch, apply) =>
    apply().map((outcome, index) => (batch.changes[index]?.key[0] === 2 ? retry(outcome) : outcome))
  expect(await project.run()).toMatchObject({ outcomes: { ok: 1, pending: 1 } })
  project.memory.rule = undefined
  expect(await project.run()).toMatchObject({ sent: 1, unchanged: 1 })
})

test.each([
  ['row', 'values'],
  ['fields', 'values'],
  ['values', 'row'],
  ['values', 'fields'],
] as const)(
  'a record that leaves while tracking changes from %s to %s is still removed by its name',
  async (before, after) => {
    await using project = new MemoryProject()
    project.sync = { track: before }
    project.model.rows = people
    await project.run()
    project.memory.log.length = 0
    project.sync = { track: after }
    project.model.rows = [people[0]]
    expect(await project.run()).toMatchObject({ status: 'success', changes: { removed: 1 } })
    expect(project.memory.log.filter(({ operation }) => operation === 'delete')).toHaveLength(1)
  },
)

test('a held record stays held while its key is there twice', async () => {
  await using project = new MemoryProject()
  project.sync = { mode: 'append', onAmbiguous: 'hold', duplicateKeys: 'reject' }
  project.model.rows = people
  project.memory.script.push((batch) => batch.changes.map((change) => unknown(change)))
  expect(await project.run()).toMatchObject({ outcomes: { held: 2 } })
  project.model.rows = [...people, ['1', 'ada too', '1']]
  await project.run()
  const engine = await project.engine()
  const states = (await engine.rejects({ rowsMax: 10 })).map(({ state }) => state)
  expect(states).toEqual(['held', 'held'])
  project.memory.log.length = 0
  project.model.rows = people
  expect(await project.run()).toMatchObject({ sent: 0, outcomes: { held: 2 } })
})
