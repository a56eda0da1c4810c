import { expect, test } from 'vitest'
import { quickClock } from '../quick-clock.ts'
import { columnsAsFields } from '../test-project.ts'
import { delivered, people, verify } from './delivered-people.ts'
import { VendorProject } from './vendor-project.ts'

test.each([
  ['row', 'values', 4],
  ['values', 'row', 4],
  ['fields', 'row', 4],
] as const)(
  'what was delivered with track: %s is compared under track: %s',
  async (before, now, equal) => {
    await using project = await delivered({}, { track: before })
    project.sync = { ...project.sync, track: now }
    expect(await verify(project)).toMatchObject({
      checked: equal,
      equal,
      notCompared: { changed: 0 },
    })
  },
)

test('a record that is refused now is compared with what was accepted before', async () => {
  await using project = await delivered()
  project.model.rows = people.map(([id, name, email, score], index) => [
    id,
    index === 0 ? 'bad' : name,
    email,
    score,
  ])
  expect(await project.run()).toMatchObject({ outcomes: { rejected: 1 } })
  expect(await verify(project)).toMatchObject({ checked: 4, equal: 4 })
})

test('a removed record is not looked for', async () => {
  await using project = await delivered({}, { mode: 'mirror' })
  project.model.rows = people.slice(1)
  expect(await project.run()).toMatchObject({ status: 'success', changes: { removed: 1 } })
  expect(await verify(project)).toMatchObject({ delivered: 3, checked: 3, equal: 3, missing: 0 })
})

test('a record that was changed at the destination is drift', async () => {
  await using project = await delivered()
  const body = JSON.stringify([{ id: 2, name: 'Bob', score: 2.0 }])
  await fetch(`${project.vendor.url}/upsert`, { method: 'POST', body })
  expect(await verify(project)).toMatchObject({
    equal: 3,
    differing: 1,
    fields: [{ field: 'name', truncated: 0, normalised: 0, different: 1 }],
  })
})

test.each(['on-create', 'if-empty'] as const)(
  'a field with write: %s is not compared',
  async (write) => {
    const [id, name, ...others] = columnsAsFields(['id', 'name', 'email', 'score'])
    if (!id || !name) throw new Error('four fields')
    await using project = await VendorProject.start()
    project.sync = { mode: 'upsert', fields: [id, { ...name, write }, ...others] }
    project.model.rows = people
    await fetch(`${project.vendor.url}/upsert`, {
      method: 'POST',
      body: JSON.stringify([{ id: 1, name: 'theirs' }]),
    })
    await project.run()
    const report = await verify(project)
    expect(report).toMatchObject({ checked: 4, equal: 4 })
    expect(report.fieldsCompared).toEqual(['id', 'email', 'score'])
  },
)

test('of a record that was only to be created, that it is there is all that is compared', async () => {
  await using project = await VendorProject.start()
  project.sync = { mode: 'create' }
  project.model.rows = people
  await fetch(`${project.vendor.url}/upsert`, {
    method: 'POST',
    body: JSON.stringify([{ id: 1, name: 'theirs' }]),
  })
  await project.run()
  expect(await verify(project)).toMatchObject({ checked: 4, equal: 4, fieldsCompared: ['id'] })
})

test('a null that was not sent is not compared', async () => {
  const fields = columnsAsFields(['id', 'name', 'email', 'score'])
  await using project = await VendorProject.start()
  project.sync = { mode: 'upsert', fields: fields.map((one) => ({ ...one, nulls: 'omit' })) }
  project.model.rows = people
  await fetch(`${project.vendor.url}/upsert`, {
    method: 'POST',
    body: JSON.stringify([{ id: 3, score: 99 }]),
  })
  await project.run()
  expect(await verify(project)).toMatchObject({ checked: 4, equal: 4 })
})

test('a record that the destination may not show yet is left out, and compared later', async () => {
  await using project = await VendorProject.start({ visibleAfterMs: 3_600_000 })
  project.sync = { mode: 'upsert' }
  project.model.rows = people
  const clock = quickClock(1)
  let nowMs = clock.now()
  project.parts = { clock: { ...clock, now: () => nowMs } }
  await project.run()
  nowMs += 3_500_000
  expect(await verify(project)).toMatchObject({
    delivered: 4,
    checked: 0,
    missing: 0,
    notCompared: { recent: 4 },
  })
  nowMs += 200_000
  expect(await verify(project)).toMatchObject({ checked: 4, notCompared: { recent: 0 } })
})

test('what was never answered is not compared', async () => {
  await using project = await delivered({}, { onAmbiguous: 'hold' })
  project.model.rows = people.map(([id, name, email], index) => [
    id,
    index === 0 ? 'Augusta' : name,
    email,
    '9',
  ])
  project.vendor.faults.next({ kind: 'reset', when: 'after' })
  const run = await project.run()
  expect(run.outcomes.held).toBe(4)
  expect(await verify(project)).toMatchObject({ checked: 0, notCompared: { unknown: 4 } })
})

test('records are found by match fields that are not the key', async () => {
  await using project = await VendorProject.start({})
  project.model.columns = { person: 'integer', id: 'integer', name: 'string' }
  project.model.rows = [
    ['100', '1', 'Ada'],
    ['200', '2', 'Bo'],
  ]
  project.sync = { mode: 'upsert', key: ['person'], matchOn: ['id'] }
  await project.run()
  const body = JSON.stringify([{ id: 2, name: 'Bob' }])
  await fetch(`${project.vendor.url}/upsert`, { method: 'POST', body })
  const report = await verify(project)
  expect(report).toMatchObject({ checked: 2, equal: 1, differing: 1 })
  expect(report.fields[0]?.examples[0]?.key).toEqual([200])
})
