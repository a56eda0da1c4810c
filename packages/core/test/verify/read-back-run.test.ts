import { expect, test } from 'vitest'
import type { RunReport } from '../../src/index.ts'
import { quickClock } from '../quick-clock.ts'
import { VendorProject, type PeopleOptions } from './vendor-project.ts'

const people = [
  ['1', 'Ada Lovelace', 'ada@example.com', '1.50'],
  ['2', 'Bo', 'bo@example.com', '2'],
  ['3', 'Grace Hopper', 'grace@example.com', null],
  ['4', 'Max', 'max@example.com', '4'],
] as const

const lossy = { cutsTextsAt: 7, loses: ({ id }: { id?: unknown }) => id === 4 }
const noted = { sampleMax: 100, driftPercentMax: undefined }

async function project(
  options: PeopleOptions = {},
  sync: VendorProject['sync'] = {},
): Promise<VendorProject> {
  const made = await VendorProject.start(options)
  made.sync = { mode: 'upsert', verify: noted, ...sync }
  made.model.rows = people
  return made
}

/** Whether the next run has nothing to send: all was taken as accepted. */
async function isSettled(of: VendorProject): Promise<boolean> {
  of.sync = { ...of.sync, verify: noted }
  const next: RunReport = await of.run()
  return next.status === 'success' && next.planned === 0
}

test('a run reads back what it delivered, and drift is no failure of it', async () => {
  await using made = await project({ quirks: lossy })
  const run = await made.run()
  expect(run).toMatchObject({
    status: 'success',
    error: undefined,
    sent: 4,
    readBack: { delivered: 4, checked: 4, equal: 0, differing: 3, missing: 1, missingKeys: [[4]] },
  })
  expect(run.readBack?.fields.map(({ field }) => field)).toEqual(['name', 'email'])
  expect(await isSettled(made)).toBe(true)
})

test.each([
  [75, 'success', undefined],
  [100, 'success', undefined],
  [74.9, 'partial', 'REV_VERIFY_DRIFT'],
  [0, 'partial', 'REV_VERIFY_DRIFT'],
] as const)(
  'with drift_percent %d a run of which three of four differ is %s',
  async (driftPercentMax, status, code) => {
    const verify = { sampleMax: 100, driftPercentMax }
    const quirks = { loses: ({ id }: { id?: unknown }) => id !== 2 }
    await using made = await project({ quirks }, { verify })
    const run = await made.run()
    expect(run).toMatchObject({ status, outcomes: { ok: 4, rejected: 0, pending: 0 } })
    expect(run.error?.code).toBe(code)
    const engine = await made.engine()
    expect(await engine.runs({ runsMax: 1 })).toMatchObject([{ status, errorCode: code }])
    expect(await isSettled(made)).toBe(true)
  },
)

test('only what this run delivered is read back, and a run without changes asks nothing', async () => {
  await using made = await project()
  await made.run()
  const [first, ...others] = people
  made.model.rows = [[first[0], 'Augusta', first[2], first[3]], ...others.slice(1)]
  const asked: string[] = []
  made.vendor.watch(({ request }) => {
    if (request.path === '/find') asked.push(request.text)
  })
  expect(await made.run()).toMatchObject({
    sent: 1,
    readBack: { delivered: 1, checked: 1, equal: 1 },
  })
  expect(asked).toEqual(['[{"id":1}]'])
  expect(await made.run()).toMatchObject({ planned: 0, readBack: undefined })
  expect(asked).toHaveLength(1)
})

test('what a delta left out is not compared', async () => {
  await using made = await project({}, { track: 'fields' })
  await made.run()
  await fetch(`${made.vendor.url}/upsert`, {
    method: 'POST',
    body: JSON.stringify([{ id: 1, name: 'theirs' }]),
  })
  made.people = { ...made.people, sendsChanged: true }
  made.model.rows = people.map(([id, name, email]) => [id, name, email, '7'])
  expect(await made.run()).toMatchObject({ sent: 4, readBack: { checked: 4, equal: 4 } })
})

test('a removed record is not looked for, and no more than the sample is', async () => {
  const verify = { sampleMax: 2, driftPercentMax: 0 }
  await using made = await project({}, { mode: 'mirror', verify })
  expect(await made.run()).toMatchObject({ readBack: { delivered: 4, checked: 2 } })
  made.model.rows = [...people.slice(1), ['5', 'Eve', 'eve@example.com', '5']]
  expect(await made.run()).toMatchObject({
    status: 'success',
    changes: { added: 1, removed: 1 },
    readBack: { delivered: 1, checked: 1, equal: 1 },
  })
})

test('a rejected record is not read back', async () => {
  await using made = await project()
  made.model.rows = [
    ...people,
    [null, 'No Key', 'nokey@example.com', '1'],
    ['6', 'bad', 'bad@example.com', '1'],
  ]
  expect(await made.run()).toMatchObject({
    status: 'partial',
    outcomes: { ok: 4, rejected: 2 },
    readBack: { delivered: 4, checked: 4, equal: 4 },
  })
})

test('a baseline, which sends nothing, is not read back', async () => {
  await using made = await project()
  expect(await made.run({ isBaseline: true })).toMatchObject({ sent: 0, readBack: undefined })
  expect(made.vendor.requestCount).toBe(0)
})

test('what shows only after a while is waited for', async () => {
  const quirks = { invisibleForMs: 20_000 }
  await using made = await project({ quirks, visibleAfterMs: 20_000 })
  const clock = quickClock(100)
  made.parts = { clock }
  made.vendor.useClock(() => clock.now())
  expect(await made.run()).toMatchObject({ readBack: { checked: 4, equal: 4, missing: 0 } })
})

test('what shows only beyond patience is noted, and fails a run that has a bound', async () => {
  await using made = await project({ visibleAfterMs: 20_000 }, { patienceMs: 10_000 })
  const run = await made.run()
  expect(run).toMatchObject({ status: 'success', readBack: undefined })
  expect(run.notes.join()).toContain('20 s')
  made.model.rows = people.map(([id, name, email]) => [id, name, email, '7'])
  made.sync = { ...made.sync, verify: { sampleMax: 100, driftPercentMax: 5 } }
  expect(await made.run()).toMatchObject({ status: 'partial', error: { code: 'REV_CONFIG_MODE' } })
})

test('a lookup that fails is noted, and what was accepted stays accepted', async () => {
  await using made = await project({ asksUnmarked: true })
  const run = await made.run()
  expect(run).toMatchObject({ status: 'success', sent: 4, readBack: undefined })
  expect(run.notes.join()).toContain('was not read back')
  expect(await isSettled(made)).toBe(true)
})

test('a lookup that fails leaves a run with a bound partial, and settled', async () => {
  const verify = { sampleMax: 100, driftPercentMax: 5 }
  await using made = await project({ asksUnmarked: true }, { verify })
  expect(await made.run()).toMatchObject({
    status: 'partial',
    outcomes: { ok: 4 },
    error: { code: 'REV_HTTP_REQUEST' },
  })
  expect(await isSettled(made)).toBe(true)
})
