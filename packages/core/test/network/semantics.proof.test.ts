import { authError, retry, unknown } from '@revetl/sdk'
import { reply } from '@revetl/testkit/simulator'
import { expect, test } from 'vitest'
import { quickClock } from '../quick-clock.ts'
import { MemoryProject } from '../run/memory-project.ts'
import { HttpProject, type HttpDestinationOptions } from './http-project.ts'
import { startVendor, type Vendor } from './vendor.ts'

const rows = (count: number, name = 'n') =>
  Array.from({ length: count }, (_, index) => [`${index + 1}`, `${name}${index + 1}`, '1'] as const)

function projectOf(vendor: Vendor, count: number, http: HttpDestinationOptions = {}) {
  const project = new HttpProject()
  project.parts = { random: () => 0 }
  project.url = vendor.simulator.url
  project.http = http
  project.sync = { inFlightMax: 1 }
  project.model.rows = rows(count)
  return project
}

test('ten records that were rejected are sent when the destination takes them, and no success before', async () => {
  await using vendor = await startVendor()
  await using project = projectOf(vendor, 10)
  vendor.judge = ({ id }) => `no room for ${JSON.stringify(id)}`
  const first = await project.run()
  expect(first).toMatchObject({ outcomes: { ok: 0, rejected: 10 } })
  expect(first.status).not.toBe('success')
  const engine = await project.engine()
  const entries = await engine.rejects({ rowsMax: 20 })
  expect(new Set(entries.map(({ message }) => message)).size).toBe(10)
  vendor.judge = () => undefined
  expect(await engine.retryRejects({ sync: 'things' })).toBe(10)
  expect(await project.run()).toMatchObject({ status: 'success', sent: 10, outcomes: { ok: 10 } })
  expect(vendor.records.size).toBe(10)
})

test('of a hundred records one is taken, and each of the others has its own reason', async () => {
  await using vendor = await startVendor()
  await using project = projectOf(vendor, 100, { recordsMax: 100 })
  vendor.judge = ({ id }) => (id === 42 ? undefined : `reason ${JSON.stringify(id)}`)
  expect(await project.run()).toMatchObject({ outcomes: { ok: 1, rejected: 99 } })
  const engine = await project.engine()
  const entries = await engine.rejects({ rowsMax: 200 })
  expect(entries.every(({ key, message }) => message === `reason ${JSON.stringify(key[0])}`)).toBe(
    true,
  )
  expect([...vendor.records.keys()]).toEqual(['42'])
})

test('verdicts count by their id, in whichever order they come', async () => {
  await using vendor = await startVendor()
  await using project = projectOf(vendor, 50, { recordsMax: 50 })
  vendor.judge = ({ id }) => (Number(id) % 3 === 0 ? 'divisible' : undefined)
  vendor.simulator.faults.next({ kind: 'results', how: 'shuffled' })
  expect(await project.run()).toMatchObject({ outcomes: { ok: 34, rejected: 16 } })
  const engine = await project.engine()
  const entries = await engine.rejects({ rowsMax: 60 })
  expect(entries.map(({ key }) => Number(key[0]) % 3)).toEqual(Array(16).fill(0))
  expect(await project.run()).toMatchObject({ unchanged: 34, sent: 0 })
})

test.each(['none', 'missing', 'repeated'] as const)(
  'verdicts that are %s leave their records unknown, and an append of them held',
  async (how) => {
    await using vendor = await startVendor()
    await using project = projectOf(vendor, 10, { resend: 'unsafe' })
    project.sync = { mode: 'append', inFlightMax: 1 }
    vendor.simulator.faults.next({ kind: 'results', how })
    const { outcomes } = await project.run()
    expect(outcomes.held).toBeGreaterThan(0)
    expect(outcomes.ok + outcomes.held).toBe(10)
    const [lastId] = [...vendor.applied.keys()].slice(-1)
    const engine = await project.engine()
    const held = await engine.rejects({ rowsMax: 20 })
    expect(held.map(({ key }) => JSON.stringify(key[0]))).toContain(lastId)
    expect(new Set(vendor.applied.values())).toEqual(new Set([1]))
  },
)

test('a verdict for a record that was not asked for is said aloud and never a success of another one', async () => {
  await using vendor = await startVendor()
  await using project = projectOf(vendor, 10)
  vendor.judge = ({ id }) => (id === 1 ? 'bad' : undefined)
  vendor.simulator.faults.next({ kind: 'results', how: 'extra' })
  const { outcomes } = await project.run()
  expect(outcomes).toMatchObject({ ok: 9, rejected: 1 })
  expect(vendor.records.size).toBe(9)
})

test('a record that crashes the vendor each time is found in 2⌈log₂ n⌉ + 1 batches, and the others arrive', async () => {
  await using vendor = await startVendor()
  await using project = projectOf(vendor, 100, { recordsMax: 100 })
  // So many failures of one record open the circuit breaker, whose half minutes are not waited for here.
  project.parts = { random: () => 0, clock: quickClock(100) }
  vendor.refuse = (ids) => (ids.includes('41') ? reply(500, {}) : undefined)
  const report = await project.run()
  expect(report.outcomes).toMatchObject({ ok: 99, pending: 1 })
  // The gateway sends what is safe up to three times, and the record alone is tried three times.
  expect(new Set(vendor.batches.map((ids) => ids.join())).size).toBeLessThanOrEqual(15)
  expect(vendor.records.size).toBe(99)
})

test.each([1, 3, 50])(
  'a batch of 100 that is refused as a whole for %i of them costs at most min(199, 14p + 1) requests',
  async (poison) => {
    await using vendor = await startVendor()
    await using project = projectOf(vendor, 100, { recordsMax: 100, atomicity: 'all-or-nothing' })
    const isBad = (id: string) => Number(id) % Math.floor(100 / poison) === 0 && Number(id) <= 100
    const bad = rows(100).filter(([id]) => isBad(id)).length
    vendor.refuse = (ids) => (ids.some(isBad) ? reply(400, { message: 'no' }) : undefined)
    project.sync = { inFlightMax: 1, guard: { ...noGuard } }
    const report = await project.run()
    expect(report.outcomes).toMatchObject({ ok: 100 - bad, rejected: bad })
    expect(vendor.batches.length).toBeLessThanOrEqual(Math.min(199, 14 * bad + 1))
  },
)

const noGuard = {
  removalsPercentMax: 100,
  removalsMin: 1e9,
  rejectsPercentMax: 100,
  rejectsMin: 1e9,
}

test('an append that was refused after the vendor may have written a part is held whole, and not halved', async () => {
  await using project = new MemoryProject()
  project.sync = { mode: 'append' }
  project.model.rows = rows(8)
  project.memory.script.push((batch, apply) => {
    apply().slice(0, 3)
    return batch.changes.map((change) => unknown(change, { message: 'refused, perhaps in part' }))
  })
  expect(await project.run()).toMatchObject({ outcomes: { ok: 0, held: 8 } })
  expect(project.memory.batches).toHaveLength(1)
})

test('removals that fail leave the upserts delivered, and are not forgotten', async () => {
  await using vendor = await startVendor()
  await using project = projectOf(vendor, 20)
  await project.run()
  project.model.rows = [...rows(17), ['99', 'new', '1'] as const]
  vendor.refuse = (_ids, operation) => (operation === 'delete' ? reply(503, {}) : undefined)
  const failed = await project.run()
  expect(failed).toMatchObject({ status: 'partial', outcomes: { ok: 1, pending: 3 } })
  expect(vendor.records.has('99')).toBe(true)
  vendor.refuse = () => undefined
  expect(await project.run()).toMatchObject({ status: 'success', changes: { removed: 3 } })
  expect([...vendor.records.keys()].toSorted()).not.toContain('20')
  expect(vendor.records.size).toBe(18)
})

test('a record that changes while its retry is pending arrives in its newest form only', async () => {
  await using vendor = await startVendor()
  await using project = projectOf(vendor, 3)
  vendor.refuse = () => reply(503, {})
  await project.run()
  project.model.rows = rows(3, 'newer')
  vendor.refuse = () => undefined
  await project.run()
  const names = vendor.simulator.log.map(({ payload }) => (payload as { name: string }).name)
  expect(names.toSorted()).toEqual(['newer1', 'newer2', 'newer3'])
})

test('a rejected record that leaves the model is forgotten, and never created', async () => {
  await using vendor = await startVendor()
  await using project = projectOf(vendor, 3)
  vendor.judge = ({ id }) => (id === 2 ? 'bad' : undefined)
  await project.run()
  vendor.judge = () => undefined
  project.model.rows = [rows(3)[0] ?? fail(), rows(3)[2] ?? fail()]
  expect(await project.run()).toMatchObject({ status: 'success', sent: 0 })
  const engine = await project.engine()
  expect(await engine.rejects({ rowsMax: 5 })).toEqual([])
  expect(vendor.applied.has('2')).toBe(false)
})

function fail(): never {
  throw new Error('three rows')
}

test('a record that is locked is tried three times in a run, alone, and then in the next one', async () => {
  await using project = new MemoryProject()
  project.parts = { random: () => 0 }
  project.model.rows = rows(10)
  project.memory.rule = (batch, apply) =>
    apply().map((outcome, index) =>
      batch.changes[index]?.key[0] === 4
        ? retry(outcome, { message: 'UNABLE_TO_LOCK_ROW' })
        : outcome,
    )
  expect(await project.run()).toMatchObject({ status: 'partial', outcomes: { ok: 9, pending: 1 } })
  expect(project.memory.batches.map(({ size }) => size)).toEqual([10, 1, 1])
  project.memory.rule = undefined
  expect(await project.run()).toMatchObject({ status: 'success', sent: 1 })
})

test('a run that must stop in the middle of fire-and-forget records sends the rest next time', async () => {
  await using project = new MemoryProject()
  project.sync = { mode: 'append', inFlightMax: 1 }
  project.model.rows = rows(30)
  project.memory.script.push(
    (_batch, apply) => apply(),
    () => {
      throw authError('The hook is gone.')
    },
  )
  expect(await project.run()).toMatchObject({
    status: 'partial',
    outcomes: { ok: 10, pending: 20 },
  })
  expect(await project.run()).toMatchObject({ status: 'success', outcomes: { ok: 20 } })
  expect(project.memory.log.map(({ id }) => Number(id))).toEqual(
    Array.from({ length: 30 }, (_, index) => index + 1),
  )
})

test('an upsert touches mapped fields alone: what a user wrote into others stays, byte for byte', async () => {
  await using vendor = await startVendor()
  await using project = projectOf(vendor, 2)
  await project.run()
  const note = 'Grüße \u2028 "quoted" \u0000 end'
  vendor.records.get('1')
  ;(vendor.records as Map<string, object>).set('1', { ...vendor.records.get('1'), note })
  project.model.rows = rows(2, 'changed')
  await project.run()
  expect(vendor.records.get('1')).toMatchObject({ name: 'changed1', note })
})
