import type { Fault } from '@revetl/testkit/simulator'
import { expect, test } from 'vitest'
import { HttpProject, type HttpDestinationOptions } from './http-project.ts'
import { startVendor, type Vendor } from './vendor.ts'

const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => [`${index + 1}`, `n${index + 1}`, '1'] as const)

async function projectOf(
  vendor: Vendor,
  http: HttpDestinationOptions = {},
  mode: 'mirror' | 'append' = 'mirror',
) {
  const project = new HttpProject()
  project.parts = { random: () => 0 }
  project.url = vendor.simulator.url
  project.http = http
  project.sync = { mode, inFlightMax: 1 }
  project.model.rows = rows(10)
  return project
}

/** Ways to lose an answer after the vendor did what it was asked. */
const lost: [string, Fault][] = [
  ['a reset', { kind: 'reset', when: 'after' }],
  ['a 502 of a gateway', { kind: 'status', status: 502, when: 'after' }],
  ['a 504 of a gateway', { kind: 'status', status: 504, when: 'after' }],
  ['JSON that is cut in its connection', { kind: 'cut' }],
  ['half of its JSON', { kind: 'truncate' }],
  ['HTML', { kind: 'body', text: '<html>all good</html>', contentType: 'text/html' }],
  ['an empty body', { kind: 'body', text: '' }],
  ['null', { kind: 'body', text: 'null' }],
  ['an empty list', { kind: 'body', text: '[]' }],
  ['another type', { kind: 'body', text: '{"results":"ok"}' }],
  ['results for nobody', { kind: 'results', how: 'none' }],
]

test.each(lost)(
  'after %s an upsert is sent again until it is confirmed, and nothing is lost',
  async (_name, fault) => {
    await using vendor = await startVendor()
    await using project = await projectOf(vendor)
    vendor.simulator.faults.next(fault)
    const report = await project.run()
    expect(report.error).toBeUndefined()
    expect(report).toMatchObject({ status: 'success', outcomes: { ok: 10 } })
    expect(vendor.records.size).toBe(10)
    // One answer was lost, so no record was applied more than twice.
    expect(Math.max(...vendor.applied.values())).toBe(2)
    expect(await project.run()).toMatchObject({ sent: 0, unchanged: 10 })
  },
)

test.each(lost)(
  'after %s an append is held, not sent again, and an operator settles it',
  async (_name, fault) => {
    await using vendor = await startVendor()
    await using project = await projectOf(vendor, { resend: 'unsafe' }, 'append')
    vendor.simulator.faults.next(fault)
    expect(await project.run()).toMatchObject({ status: 'partial', outcomes: { ok: 0, held: 10 } })
    expect(await project.run()).toMatchObject({ sent: 0, outcomes: { held: 10 } })
    expect(new Set(vendor.applied.values())).toEqual(new Set([1]))
    const engine = await project.engine()
    expect(await engine.resolveHeld({ sync: 'things', as: 'delivered' })).toBe(10)
    expect(await project.run()).toMatchObject({ status: 'success', sent: 0 })
  },
)

test.each<[string, Fault]>([
  ['a reset before anything was done', { kind: 'reset', when: 'before' }],
  ['a 503 that did nothing', { kind: 'status', status: 503, when: 'before' }],
])('after %s the records arrive once', async (_name, fault) => {
  await using vendor = await startVendor()
  await using project = await projectOf(vendor)
  vendor.simulator.faults.next(fault)
  expect(await project.run()).toMatchObject({ status: 'success', outcomes: { ok: 10 } })
  expect(new Set(vendor.applied.values())).toEqual(new Set([1]))
})

test.each([301, 302, 307, 308] as const)(
  'a write that is redirected (%i) reaches no other origin and is no success',
  async (status) => {
    await using vendor = await startVendor()
    await using other = await startVendor()
    await using project = await projectOf(vendor)
    const location = `${other.simulator.url}/upsert`
    vendor.simulator.faults.rate({ kind: 'redirect', location, status }, 1)
    const report = await project.run()
    expect(report).toMatchObject({
      status: 'failed',
      outcomes: { ok: 0, rejected: 0, pending: 10 },
    })
    expect(report.error?.code).toBe('REV_HTTP_REDIRECT')
    expect(other.simulator.requestCount).toBe(0)
    vendor.simulator.faults.clear()
    expect(await project.run()).toMatchObject({ status: 'success' })
  },
)

test('a destination that nobody reaches leaves everything pending, and the run says why', async () => {
  await using vendor = await startVendor()
  await using project = await projectOf(vendor)
  project.url = 'http://127.0.0.1:1'
  const report = await project.run()
  expect(report).toMatchObject({ status: 'failed', sent: 0, outcomes: { ok: 0, pending: 10 } })
  expect(report.error).toMatchObject({ code: 'REV_NETWORK_UNREACHABLE', kind: 'environment' })
  project.url = vendor.simulator.url
  expect(await project.run()).toMatchObject({ status: 'success', sent: 10 })
})

test('a throttle beyond patience parks the run with the time of its next try, and nothing is lost', async () => {
  await using vendor = await startVendor()
  await using project = await projectOf(vendor)
  vendor.simulator.faults.rate({ kind: 'throttle', retryAfter: '86400' }, 1)
  const report = await project.run()
  expect(report).toMatchObject({ outcomes: { ok: 0, rejected: 0, pending: 10 } })
  expect(report.error?.code).toBe('REV_HTTP_THROTTLED')
  expect(vendor.simulator.requestCount).toBe(1)
  vendor.simulator.faults.clear()
  expect(await project.run()).toMatchObject({ status: 'success', outcomes: { ok: 10 } })
})

test('credentials that are refused reject no record and stop the run after one request', async () => {
  await using vendor = await startVendor()
  await using project = await projectOf(vendor, { token: 'a-good-token' })
  vendor.simulator.faults.rate({ kind: 'unauthorized' }, 1)
  const report = await project.run()
  expect(report).toMatchObject({ status: 'failed', outcomes: { rejected: 0, pending: 10 } })
  expect(report.error?.code).toBe('REV_AUTH_INVALID')
  expect(vendor.simulator.requestCount).toBe(1)
})

test('a request above the vendor’s size is halved to what fits, and a record that never fits is rejected alone', async () => {
  await using vendor = await startVendor()
  await using project = await projectOf(vendor, { recordsMax: 64 })
  project.model.rows = rows(64)
  vendor.refuse = (ids) =>
    ids.length > 10 || ids.includes('33') ? { status: 413, text: 'too large' } : undefined
  const report = await project.run()
  expect(report).toMatchObject({ status: 'partial', outcomes: { ok: 63, rejected: 1 } })
  expect(report.rejects).toMatchObject([{ key: [33], code: 'REV_RECORD_TOO_LARGE' }])
  expect(new Set(vendor.applied.values())).toEqual(new Set([1]))
})
