import * as fc from 'fast-check'
import {
  authError,
  configError,
  ok,
  rejected,
  retry,
  RevError,
  unknown,
  type Clock,
} from '@revetl/sdk'
import { expect, test } from 'vitest'
import type { OperationPlan } from '../../src/deliver/operation-plan.ts'
import type { CallScope } from '../../src/open-connections.ts'
import { quickClock } from '../quick-clock.ts'
import { changes, DeliveryFixture, operation, type Behaviour } from './delivery-fixture.ts'

const wholeBatch = (code: RevError['code'], delivery: NonNullable<RevError['delivery']>) =>
  new RevError(code, 'Failed.', { delivery })
const total = (result: {
  ok: number
  rejected: number
  skipped: number
  pending: number
  held: number
}) => result.ok + result.rejected + result.skipped + result.pending + result.held

const bytes = (batch: Parameters<Behaviour>[0]) =>
  batch.changes.reduce((sum, change) => sum + change.json.length, 0)

/** Answers a few batches one way, then says yes to everything. */
function first(count: number, behaviour: Behaviour): Behaviour {
  let calls = 0
  return (batch, scope) =>
    calls++ < count ? behaviour(batch, scope) : batch.changes.map((change) => ok(change))
}

test('an intent is durable before its request, a settlement before its records count', async () => {
  const fixture = new DeliveryFixture()
  fixture.behaviour = (batch) => {
    expect(fixture.intents.some(({ seqs }) => String(seqs[0]) === batch.changes[0]?.id)).toBe(true)
    return batch.changes.map((change) => ok(change))
  }
  expect(await fixture.deliver(changes(25))).toMatchObject({ ok: 25, sent: 25, batches: 3 })
  expect(fixture.delivered).toHaveLength(25)
})

test('records that are only accepted are ok, and counted by themselves', async () => {
  const fixture = new DeliveryFixture()
  fixture.behaviour = (batch) =>
    batch.changes.map((change) => ok(change, Number(change.id) >= 20 ? 'accepted' : 'added'))
  expect(await fixture.deliver(changes(25))).toMatchObject({ ok: 25, accepted: 5 })
})

test('a record that may be retried is sent again alone, three times at most', async () => {
  const fixture = new DeliveryFixture()
  fixture.behaviour = (batch) =>
    batch.changes.map((change) => (change.id === '3' ? retry(change) : ok(change)))
  const result = await fixture.deliver(changes(10))
  expect(result).toMatchObject({ ok: 9, pending: 1, sent: 10 })
  expect(result.leftBecause?.code).toBe('REV_RECORD_TRANSIENT')
  expect(fixture.timesSent.get('3')).toBe(3)
  expect(fixture.batches.map((batch) => batch.changes.length)).toEqual([10, 1, 1])
})

test('a batch that cannot be sent three times ends the delivery', async () => {
  const fixture = new DeliveryFixture()
  fixture.options = { inFlightMax: 1 }
  fixture.behaviour = () => {
    throw wholeBatch('REV_NETWORK_UNREACHABLE', 'not-sent')
  }
  const result = await fixture.deliver(changes(100))
  expect(result).toMatchObject({ ok: 0, pending: 100, sent: 0 })
  expect(result.stop?.code).toBe('REV_NETWORK_UNREACHABLE')
})

test('an attempt that may be repeated delivers nothing, whatever comes of it later', async () => {
  const fixture = new DeliveryFixture()
  fixture.behaviour = first(1, (batch) => batch.changes.map((change) => retry(change)))
  const once = fixture.behaviour
  fixture.behaviour = (batch, scope) =>
    fixture.batches.length === 1
      ? once(batch, scope)
      : batch.changes.map((change) => rejected(change, { message: 'no' }))
  expect(await fixture.deliver(changes(5))).toMatchObject({ ok: 0, rejected: 5 })
  expect(fixture.delivered).toEqual([])
})

test('a throttle within the patience is waited out and burns no attempt', async () => {
  const fixture = new DeliveryFixture()
  fixture.behaviour = first(8, (batch) =>
    batch.changes.map((change) => retry(change, { scope: 'quota', afterMs: 2000 })),
  )
  const result = await fixture.deliver(changes(60))
  expect(result).toMatchObject({ ok: 60, pending: 0, stop: undefined })
  // Every sync of the connection hears of it.
  expect(new Set(fixture.throttles)).toEqual(new Set([2000]))
})

test('many throttles at once are one wait, not a destination that is down', async () => {
  const fixture = new DeliveryFixture()
  fixture.options = { inFlightMax: 32 }
  fixture.behaviour = first(64, (batch) =>
    batch.changes.map((change) => retry(change, { scope: 'quota' })),
  )
  expect(await fixture.deliver(changes(400))).toMatchObject({ ok: 400, stop: undefined })
})

test('a wait beyond the patience is parked with the time of the next try', async () => {
  const fixture = new DeliveryFixture()
  fixture.options = { patienceMs: 5000 }
  fixture.behaviour = (batch) =>
    batch.changes.map((change) => retry(change, { scope: 'quota', afterMs: 3_600_000 }))
  const result = await fixture.deliver(changes(100))
  expect(result).toMatchObject({ pending: 100, retryAfterMs: 3_600_000 })
  expect(result.stop?.code).toBe('REV_HTTP_THROTTLED')
})

test('short throttles without an end are parked once they add up to the patience', async () => {
  const fixture = new DeliveryFixture()
  fixture.options = { patienceMs: 20_000 }
  fixture.behaviour = (batch) =>
    batch.changes.map((change) => retry(change, { scope: 'quota', afterMs: 1500 }))
  const result = await fixture.deliver(changes(40))
  expect(result).toMatchObject({ pending: 40, retryAfterMs: 1500 })
})

test('a record that asks for a longer wait than the patience stays pending, the others go on', async () => {
  const fixture = new DeliveryFixture()
  fixture.behaviour = (batch) =>
    batch.changes.map((change) =>
      change.id === '4' ? retry(change, { afterMs: 86_400_000 }) : ok(change),
    )
  const result = await fixture.deliver(changes(30))
  expect(result).toMatchObject({ ok: 29, pending: 1, stop: undefined, retryAfterMs: 86_400_000 })
  expect(fixture.timesSent.get('4')).toBe(1)
})

test.each([
  ['refused credentials', authError('No.')],
  ['a wrong configuration', configError('No.')],
])('%s end the delivery and reject nothing', async (_name, error) => {
  const fixture = new DeliveryFixture()
  fixture.options = { inFlightMax: 1 }
  fixture.behaviour = () => {
    throw error
  }
  const result = await fixture.deliver(changes(50))
  expect(result.stop).toBe(error)
  expect(result).toMatchObject({ rejected: 0, pending: 50 })
  expect(fixture.batches).toHaveLength(1)
})

test('a request that is too large is halved, the limit is learned, and one record alone is rejected', async () => {
  const fixture = new DeliveryFixture()
  fixture.options = { inFlightMax: 1 }
  const rows = changes(400).map((row) =>
    row.seq === 150 ? { ...row, json: JSON.stringify({ id: 150, name: 'x'.repeat(5000) }) } : row,
  )
  fixture.behaviour = (batch) => {
    if (bytes(batch) > 1000) throw wholeBatch('REV_HTTP_TOO_LARGE', 'too-large')
    return batch.changes.map((change) => ok(change))
  }
  const result = await fixture.deliver(rows, operation({ limits: { recordsMax: 100 } }))
  expect(result).toMatchObject({ ok: 399, rejected: 1 })
  expect(fixture.settlements.flatMap(({ rejects }) => rejects)).toMatchObject([
    { key: '[150]', code: 'REV_RECORD_TOO_LARGE' },
  ])
  const tooLarge = fixture.batches.filter((batch) => bytes(batch) > 1000)
  // The first batch teaches the limit; the large record costs the way down to it once.
  expect(tooLarge.length).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(100)))
})

test('a refused batch costs at most min(2n − 1, 2p⌈log2 n⌉ + 1) requests, and rejects the poison alone', async () => {
  const poisoned = fc
    .integer({ min: 1, max: 300 })
    .chain((n) =>
      fc.tuple(
        fc.constant(n),
        fc.uniqueArray(fc.integer({ min: 0, max: n - 1 }), { maxLength: Math.min(20, n) }),
      ),
    )
  await fc.assert(
    fc.asyncProperty(poisoned, fc.integer({ min: 1, max: 40 }), async ([n, poison], inFlight) => {
      const fixture = new DeliveryFixture()
      fixture.options = { inFlightMax: inFlight }
      const bad = new Set(poison.map(String))
      fixture.behaviour = (batch) => {
        if (batch.changes.some(({ id }) => bad.has(id))) {
          throw wholeBatch('REV_HTTP_STATUS', 'rejected')
        }
        return batch.changes.map((change) => ok(change))
      }
      const result = await fixture.deliver(changes(n), operation({ limits: { recordsMax: 300 } }))
      expect(result).toMatchObject({ ok: n - bad.size, rejected: bad.size, stop: undefined })
      const bound = Math.min(2 * n - 1, 2 * bad.size * Math.ceil(Math.log2(n)) + 1)
      expect(fixture.batches.length).toBeLessThanOrEqual(bound)
    }),
    { numRuns: 60 },
  )
})

test('one poison in each of many batches under way is content, not a destination that is down', async () => {
  const fixture = new DeliveryFixture()
  fixture.options = { inFlightMax: 32 }
  fixture.behaviour = (batch) => {
    if (batch.changes.some(({ id }) => id.endsWith('5'))) {
      throw wholeBatch('REV_HTTP_STATUS', 'rejected')
    }
    return batch.changes.map((change) => ok(change))
  }
  expect(await fixture.deliver(changes(400))).toMatchObject({ ok: 360, rejected: 40, pending: 0 })
})

test('attempts that come to nothing end the delivery, and what is left stays pending', async () => {
  const fixture = new DeliveryFixture()
  fixture.behaviour = (batch) => batch.changes.map((change) => unknown(change))
  const result = await fixture.deliver(changes(1000))
  expect(result.stop?.message).toContain('25 attempts in a row')
  expect(total(result)).toBe(1000)
  expect(fixture.batches.length).toBeLessThan(40)
})

test('a retry of the same content has the same idempotency key, another content another one', async () => {
  const fixture = new DeliveryFixture()
  const plan = operation({ resend: 'key' })
  fixture.behaviour = first(1, (batch) => batch.changes.map((change) => unknown(change)))
  await fixture.deliver(changes(10), plan)
  expect(new Set(fixture.batches.map((batch) => batch.idempotencyKey)).size).toBe(1)

  const halved = new DeliveryFixture()
  halved.behaviour = first(1, () => {
    throw wholeBatch('REV_HTTP_STATUS', 'rejected')
  })
  await halved.deliver(changes(10), plan)
  expect(new Set(halved.batches.map((batch) => batch.idempotencyKey)).size).toBe(3)

  const partly = new DeliveryFixture()
  partly.behaviour = first(1, (batch) =>
    batch.changes.map((change, index) => (index < 5 ? ok(change) : retry(change))),
  )
  await partly.deliver(changes(10), plan)
  expect(new Set(partly.batches.map((batch) => batch.idempotencyKey)).size).toBe(2)
})

test('a key that was tried three times in vain leaves its records held', async () => {
  const fixture = new DeliveryFixture()
  fixture.behaviour = (batch) => batch.changes.map((change) => unknown(change))
  const result = await fixture.deliver(changes(5), operation({ resend: 'key' }))
  expect(result).toMatchObject({ held: 5, pending: 0, unresolved: 0 })
  expect(fixture.batches).toHaveLength(3)
})

test('an ambiguous record is looked for before it is sent again', async () => {
  const fixture = new DeliveryFixture()
  const plan = operation({ name: 'create', resend: 'reconcile', onAmbiguous: 'reconcile' })
  fixture.behaviour = first(1, (batch) => batch.changes.map((change) => unknown(change)))
  fixture.lookup = async ({ keys }) =>
    keys
      .filter(([id]) => Number(id) < 4)
      .map(([id]) => ({
        match: { id: `${Number(id)}` },
        fields: { id: id ?? null, name: `n${Number(id)}` },
      }))
  expect(await fixture.deliver(changes(10), plan)).toMatchObject({ ok: 10 })
  expect(Object.fromEntries(fixture.timesSent)).toMatchObject({ 0: 1, 3: 1, 4: 2, 9: 2 })
})

test('where the destination cannot be read back, ambiguous records are held', async () => {
  const fixture = new DeliveryFixture()
  const plan = operation({ name: 'create', resend: 'reconcile', onAmbiguous: 'reconcile' })
  fixture.behaviour = (batch) => batch.changes.map((change) => unknown(change))
  fixture.lookup = async () => {
    throw wholeBatch('REV_HTTP_TIMEOUT', 'unknown')
  }
  expect(await fixture.deliver(changes(10), plan)).toMatchObject({ held: 10, pending: 0 })
  expect(fixture.batches).toHaveLength(1)
})

test('what a dead run had sent is looked for before it is sent again', async () => {
  const fixture = new DeliveryFixture()
  const plan = operation({ name: 'create', resend: 'reconcile', onAmbiguous: 'reconcile' })
  fixture.lookup = async ({ keys }) =>
    keys.map(([id]) => ({
      match: { id: id ?? null },
      fields: { id: id ?? null, name: `n${Number(id)}` },
    }))
  const replay = {
    operation: plan,
    rows: changes(3),
    attempt: 1,
    idempotencyKey: 'k',
    wasSent: true,
    isAmbiguous: true,
    isInDoubt: true,
    isUnderWay: false,
    visibleAtMs: 0,
  }
  expect(await fixture.deliver([], plan, [replay])).toMatchObject({ ok: 3 })
  expect(fixture.batches).toEqual([])
})

test('a lookup that fails before a write has written nothing: nothing is held', async () => {
  const fixture = new DeliveryFixture()
  const place = { file: 's.yaml', line: 1, column: 1 }
  const expression = { kind: 'column', column: 'name', place } as const
  fixture.options = {
    conditional: [{ field: 'name', write: 'on-create', nulls: 'send', expression, place }],
  }
  let calls = 0
  fixture.lookup = async () => {
    if (calls++ === 0) throw wholeBatch('REV_HTTP_TIMEOUT', 'unknown')
    return []
  }
  const plan = operation({ resend: 'unsafe', onAmbiguous: 'hold' })
  expect(await fixture.deliver(changes(5), plan)).toMatchObject({ ok: 5, held: 0 })
})

test('no two records that match the same one travel in one batch', async () => {
  const fixture = new DeliveryFixture()
  const rows = changes(30).map((row) => ({ ...row, match: String(row.seq % 3) }))
  await fixture.deliver(rows)
  for (const batch of fixture.batches) {
    const matches = batch.changes.map(({ id }) => Number(id) % 3)
    expect(new Set(matches).size).toBe(matches.length)
  }
  expect(fixture.delivered).toHaveLength(30)
})

test('another operation starts only when the one before it is done', async () => {
  const fixture = new DeliveryFixture()
  const [upsert, remove] = [operation(), operation({ name: 'delete' })]
  fixture.options = { operationOf: ({ kind }) => (kind === 'removed' ? remove : upsert) }
  const done: string[] = []
  const doneAtDelete: number[] = []
  fixture.behaviour = async (batch) => {
    if (batch.operation === 'delete') doneAtDelete.push(Math.min(30, done.length))
    await new Promise((resolve) => setTimeout(resolve, 5 - batch.changes.length / 3))
    for (const { id } of batch.changes) done.push(id)
    return batch.changes.map((change) => ok(change))
  }
  const rows = [...changes(30), ...changes(20, 'removed')].map((row, seq) => ({ ...row, seq }))
  expect(await fixture.deliver(rows)).toMatchObject({ ok: 50 })
  expect(doneAtDelete).toEqual([30, 30])
})

test('a delivery that is stopped waits for what is under way and starts nothing more', async () => {
  const fixture = new DeliveryFixture()
  fixture.behaviour = async (batch) => {
    fixture.stop.abort()
    await new Promise((resolve) => setTimeout(resolve, 1))
    return batch.changes.map((change) => ok(change))
  }
  const result = await fixture.deliver(changes(500))
  expect(result.stop?.code).toBe('REV_RUN_CANCELLED')
  expect(result.ok).toBe(fixture.batches.length * 10)
  expect(fixture.batches.length).toBeLessThanOrEqual(4)
  expect(total(result)).toBe(500)
})

test('a lost lease is named as such, not as a cancellation', async () => {
  const fixture = new DeliveryFixture()
  fixture.stop.abort(new RevError('REV_STATE_LEASE_LOST', 'Gone.'))
  const result = await fixture.deliver(changes(10))
  expect(result.stop?.code).toBe('REV_STATE_LEASE_LOST')
  expect(fixture.batches).toEqual([])
})

test('nothing is sent after an intent that could not be kept', async () => {
  const fixture = new DeliveryFixture()
  fixture.options = { inFlightMax: 1 }
  const full = new RevError('REV_STATE_WRITE', 'Disk full.')
  fixture.journalError = () => (fixture.intents.length >= 2 ? full : undefined)
  const result = await fixture.deliver(changes(100))
  expect(result.stop).toBe(full)
  expect(fixture.batches).toHaveLength(2)
  expect(total(result)).toBe(100)
})

test('records whose settlement could not be kept are not counted, and are left to recovery', async () => {
  const fixture = new DeliveryFixture()
  fixture.options = { inFlightMax: 1 }
  fixture.journalError = (entry) =>
    entry === 'settlement' ? new RevError('REV_STATE_WRITE', 'Disk full.') : undefined
  const result = await fixture.deliver(changes(100))
  expect(result).toMatchObject({ ok: 0, pending: 100, unresolved: 10 })
})

test('an ambiguous key that a stop leaves behind is left to recovery', async () => {
  const fixture = new DeliveryFixture()
  fixture.behaviour = (batch) => {
    fixture.stop.abort()
    return batch.changes.map((change) => unknown(change))
  }
  const result = await fixture.deliver(changes(10), operation({ resend: 'key' }))
  expect(result).toMatchObject({ pending: 10, unresolved: 10 })
})

test('changes that cannot be read to their end fail the delivery after what is under way was settled', async () => {
  const fixture = new DeliveryFixture()
  const rows = changes(10)
  Object.defineProperty(rows, 9, {
    get: () => {
      throw new Error('disk')
    },
  })
  fixture.behaviour = async (batch) => {
    await new Promise((resolve) => setTimeout(resolve, 10))
    return batch.changes.map((change) => ok(change))
  }
  await expect(fixture.deliver(rows, operation({ limits: { recordsMax: 3 } }))).rejects.toThrow(
    'disk',
  )
  expect(fixture.settlements.length).toBe(fixture.batches.length)
})

test('the guard counts what is rejected among the answers and stops', async () => {
  const fixture = new DeliveryFixture()
  fixture.options = {
    inFlightMax: 1,
    guard: { removalsPercentMax: 10, removalsMin: 100, rejectsPercentMax: 50, rejectsMin: 100 },
  }
  fixture.behaviour = (batch) => batch.changes.map((change) => rejected(change, { message: 'no' }))
  const result = await fixture.deliver(changes(500))
  expect(result).toMatchObject({ rejected: 100, pending: 400 })
  expect(result.stop?.code).toBe('REV_GUARD_REJECTS')
})

test('what is due while every slot is taken waits for an answer, not in a loop that keeps the answer out', async () => {
  const fixture = new DeliveryFixture()
  const quick = quickClock()
  let wakes = 0
  const sleep: Clock['sleep'] = async (ms, signal) => {
    // Like the clock of the machine, which has no timer for no time.
    if (ms > 0 || ++wakes > 100) await quick.sleep(ms, signal)
  }
  fixture.options = { inFlightMax: 1, clock: { ...quick, sleep } }
  fixture.behaviour = async (batch) => {
    await new Promise((resolve) => setImmediate(resolve))
    if (batch.changes.some(({ id }) => id === '3')) {
      throw wholeBatch('REV_HTTP_STATUS', 'rejected')
    }
    return batch.changes.map((change) => ok(change))
  }
  expect(await fixture.deliver(changes(10))).toMatchObject({ ok: 9, rejected: 1 })
  expect(wakes).toBeLessThan(100)
})

/** What the gateway is allowed for a write of an operation. */
async function may(
  plan: Partial<OperationPlan>,
): Promise<{ readonly again: boolean | undefined; readonly withKey: boolean }> {
  const fixture = new DeliveryFixture()
  let found: Pick<CallScope, 'isResendable' | 'idempotencyKey'> | undefined
  fixture.behaviour = (batch, scope) => {
    found = scope
    return batch.changes.map((change) => ok(change))
  }
  await fixture.deliver(changes(1), operation(plan))
  return { again: found?.isResendable, withKey: found?.idempotencyKey !== undefined }
}

test('a record that may have been applied is unknown also where a later attempt was rejected', async () => {
  const fixture = new DeliveryFixture()
  fixture.behaviour = first(1, (batch) => batch.changes.map((change) => unknown(change)))
  const answer = fixture.behaviour
  fixture.behaviour = (batch, scope) =>
    batch.attempt === 1 && fixture.batches.length === 1
      ? answer(batch, scope)
      : batch.changes.map((change) => rejected(change, { message: 'no' }))
  expect(await fixture.deliver(changes(1))).toMatchObject({ rejected: 1, pending: 0 })
  expect(fixture.settlements.at(-1)).toMatchObject({ rejects: [{ key: '[0]' }], unknown: [0] })
})

test('the gateway may repeat a request by itself only where the operation and the sync allow it', async () => {
  expect(await may({ resend: 'safe' })).toEqual({ again: true, withKey: false })
  expect(await may({ resend: 'safe', onAmbiguous: 'hold' })).toEqual({
    again: false,
    withKey: false,
  })
  expect(await may({ resend: 'key' })).toEqual({ again: false, withKey: true })
  // A connector may send the key to a vendor that ignores it.
  for (const resend of ['unsafe', 'reconcile'] as const) {
    expect(await may({ resend })).toEqual({ again: false, withKey: false })
  }
})

test('what may have been applied stays unknown, however certain it is that later attempts were not', async () => {
  for (const resend of ['safe', 'key'] as const) {
    const fixture = new DeliveryFixture()
    let calls = 0
    fixture.behaviour = (batch) => {
      if (calls++ === 0) return batch.changes.map((change) => unknown(change))
      throw wholeBatch('REV_NETWORK_UNREACHABLE', 'not-sent')
    }
    const result = await fixture.deliver(changes(4), operation({ resend }))
    expect(result).toMatchObject({ ok: 0, pending: 4 })
    const last = new Map(
      fixture.intents.flatMap(({ seqs, batch }) => seqs.map((seq) => [seq, batch] as const)),
    )
    const left = fixture.settlements.flatMap(({ batch, unknown: seqs }) =>
      seqs.filter((seq) => last.get(seq) === batch),
    )
    expect(left.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3])
  }
})
