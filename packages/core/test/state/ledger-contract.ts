import { isRevError } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { toSeqs } from '../../src/seq-ranges.ts'
import type { Snapshot } from '../../src/snapshot.ts'
import type { IndexedReject, Lease, Ledger, RejectRecord, Settlement } from '../../src/ledger.ts'

/** A kind of ledger under test. */
export interface LedgerKind {
  readonly name: string
  /** Another handle of one and the same store; the test closes it. */
  readonly open: () => Promise<Ledger>
}

const at = { now: 1_000_000, random: 0 }
const minuteMs = 60_000

/** The code that a call fails with. */
export async function codeOf(call: Promise<unknown>): Promise<string | undefined> {
  return call.then(
    () => undefined,
    (error: unknown) => (isRevError(error) ? error.code : String(error)),
  )
}

/** A record that a destination refused. */
export function refused(key: string, more: Partial<RejectRecord> = {}): RejectRecord {
  return {
    key,
    state: 'rejected',
    operation: 'upsert',
    code: 'REV_RECORD_REJECTED',
    message: 'no',
    field: undefined,
    vendorCode: undefined,
    fingerprint: 'f1',
    ...more,
  }
}

const snapshotOf = (records: number): Omit<Snapshot, 'foldedRun'> => ({
  records,
  layout: { track: 'values', keys: [], fields: [], matchColumns: [] },
  segments: [{ file: `snapshot-${records}`, rows: records, digest: 'd' }],
})

const settled = (batch: number, more: Partial<Settlement> = {}): Settlement => ({
  batch,
  delivered: [],
  remoteIds: new Map(),
  rejects: [],
  unknown: [],
  ...more,
})

const intent = (batch: number, seqs: readonly number[]) =>
  ({ batch, operation: 'upsert', seqs, attempt: 1, idempotencyKey: `k${batch}` }) as const

async function startedRun(ledger: Ledger, id = 'run-1'): Promise<{ lease: Lease; run: number }> {
  const lease = await ledger.acquireLease('things')
  return { lease, run: await ledger.startRun(lease, { id, startedAt: '2026-01-01T00:00:00Z' }) }
}

async function indexOf(ledger: Ledger, sync = 'things'): Promise<IndexedReject[]> {
  const found: IndexedReject[] = []
  for await (const page of ledger.rejectIndex(sync)) found.push(...page)
  return found
}

async function deliveredOf(ledger: Ledger, run: number): Promise<number[]> {
  const seqs: number[] = []
  for await (const page of ledger.delivered(run)) seqs.push(...toSeqs(page.ranges))
  return seqs.toSorted((a, b) => a - b)
}

const deliveredWhole = (seqs: readonly number[]) => ({
  intents: [intent(0, seqs)],
  settlements: [settled(0, { delivered: seqs })],
})

/** What every ledger must do. */
export function ledgerContract({ name, open }: LedgerKind): void {
  test(`${name}: a lease is busy while its holder lives, for every handle, and free when released`, async () => {
    await using ledger = await open()
    await using other = await open()
    const lease = await ledger.acquireLease('things')
    expect(await codeOf(other.acquireLease('things'))).toBe('REV_STATE_BUSY')
    expect(await codeOf(other.acquireLease('others'))).toBeUndefined()
    await ledger.releaseLease(lease)
    expect((await other.acquireLease('things')).epoch).toBe(lease.epoch + 1)
  })

  test(`${name}: what was delivered comes whole, in pages whose ids fit into little memory`, async () => {
    await using ledger = await open()
    const { lease, run } = await startedRun(ledger)
    const [batches, recordsEach] = [40, 2000]
    const seqsOf = (batch: number) =>
      Array.from({ length: recordsEach }, (_, index) => batch * recordsEach + index)
    for (let batch = 0; batch < batches; batch++) {
      const seqs = seqsOf(batch)
      const remoteIds = new Map(seqs.map((seq) => [seq, `remote-id-of-a-record-${seq}`]))
      const settlements = [settled(batch, { delivered: seqs, remoteIds })]
      await ledger.record(lease, run, { intents: [intent(batch, seqs)], settlements }, at)
    }
    const pages: number[] = []
    const found = new Map<number, string>()
    for await (const { remoteIds } of ledger.delivered(run)) {
      pages.push(remoteIds.size)
      for (const [seq, id] of remoteIds) found.set(seq, id)
    }
    expect(found.size).toBe(batches * recordsEach)
    expect(found.get(79_999)).toBe('remote-id-of-a-record-79999')
    expect(Math.max(...pages)).toBeLessThan((batches * recordsEach) / 2)
  })

  test(`${name}: tells what went out in each batch, whether it was settled or not`, async () => {
    await using ledger = await open()
    const { lease, run } = await startedRun(ledger)
    const intents = [intent(0, [0, 1, 2]), intent(1, [5, 7]), intent(2, [1])]
    const settlements = [settled(0, { delivered: [0, 2] })]
    await ledger.record(lease, run, { intents, settlements }, at)
    const sent = []
    for await (const page of ledger.sentBatches(run)) sent.push(...page)
    expect(sent.map(({ operation, ranges }) => [operation, toSeqs(ranges)])).toEqual([
      ['upsert', [0, 1, 2]],
      ['upsert', [5, 7]],
      ['upsert', [1]],
    ])
  })

  test(`${name}: tells of the newest ended runs of a sync after one, oldest first`, async () => {
    await using ledger = await open()
    const { lease, run: first } = await startedRun(ledger)
    const others = await ledger.acquireLease('others')
    await ledger.startRun(others, { id: 'other', startedAt: '2026-01-01T00:00:00Z' })
    const record = { status: 'success', planHash: 'abc', rowsRead: 3 } as never
    await ledger.endRun(lease, first, record, '2026-01-01T00:00:09Z')
    for (const id of ['run-2', 'run-3']) {
      const run = await ledger.startRun(lease, { id, startedAt: '2026-01-01T00:01:00Z' })
      await ledger.discard(lease, run)
      await ledger.endRun(lease, run, record, '2026-01-01T00:01:09Z')
    }
    await ledger.startRun(lease, { id: 'run-4', startedAt: '2026-01-01T00:02:00Z' })
    const all = await ledger.endedRuns('things', 0, 10)
    expect(all.map(({ summary, isFolded }) => [summary.run, isFolded])).toEqual([
      ['run-1', false],
      ['run-2', true],
      ['run-3', true],
    ])
    expect(all[0]).toMatchObject({
      run: first,
      endedAt: '2026-01-01T00:00:09Z',
      planHash: 'abc',
      summary: { status: 'success', rowsRead: 3, sync: 'things' },
    })
    const newest = await ledger.endedRuns('things', first, 1)
    expect(newest.map(({ summary }) => summary.run)).toEqual(['run-3'])
  })

  test(`${name}: how far a cursor has read is kept with the snapshot, and goes with it`, async () => {
    await using ledger = await open()
    const { lease, run } = await startedRun(ledger)
    const mark = { identity: 'a', value: '5' }
    expect(await ledger.cursor('things')).toBeUndefined()
    await ledger.fold(lease, run, snapshotOf(1), mark)
    expect(await ledger.cursor('things')).toEqual(mark)
    expect(await ledger.cursor('others')).toBeUndefined()
    await ledger.moveSnapshot(lease, snapshotOf(1))
    await ledger.discard(lease, run)
    expect(await ledger.cursor('things')).toEqual(mark)
    await ledger.fold(lease, run, snapshotOf(2))
    expect(await ledger.cursor('things')).toBeUndefined()
    await ledger.fold(lease, run, snapshotOf(3), mark)
    await ledger.forgetSync(lease)
    expect(await ledger.cursor('things')).toBeUndefined()
  })

  test(`${name}: a holder that did not renew while it was watched is taken over, and fenced off`, async () => {
    await using ledger = await open()
    await using other = await open()
    const { lease, run } = await startedRun(ledger)
    await ledger.renewLease(lease)
    const seen = await other.heldRenewals('things')
    await ledger.renewLease(lease)
    expect(await codeOf(other.acquireLease('things', seen))).toBe('REV_STATE_BUSY')
    const taken = await other.acquireLease('things', await other.heldRenewals('things'))
    expect(taken.epoch).toBe(lease.epoch + 1)
    const record = { status: 'success', planHash: undefined } as never
    const writes = [
      ledger.renewLease(lease),
      ledger.sealPlan(lease, run, '{}'),
      ledger.startRun(lease, { id: 'late', startedAt: '' }),
      ledger.record(lease, run, { intents: [intent(0, [1])], settlements: [] }, at),
      ledger.recordRejects(lease, run, [refused('[1]')], at),
      ledger.setSessionState(lease, run, 'open'),
      ledger.forgetBatches(lease, run),
      ledger.fold(lease, run, snapshotOf(1)),
      ledger.discard(lease, run),
      ledger.endRun(lease, run, record, ''),
      ledger.endDeadRuns(lease, ''),
      ledger.clearRejects(lease, ['[1]']),
      ledger.forgetSync(lease),
    ]
    for (const write of writes) expect(await codeOf(write)).toBe('REV_STATE_LEASE_LOST')
    // A late release by the former holder frees nothing.
    await ledger.releaseLease(lease)
    expect(await codeOf(ledger.acquireLease('things'))).toBe('REV_STATE_BUSY')
  })

  test(`${name}: a lease that changed hands while it was watched is not taken from its new holder`, async () => {
    await using ledger = await open()
    await using other = await open()
    await using watcher = await open()
    await ledger.acquireLease('things')
    const seen = await watcher.heldRenewals('things')
    expect(await other.heldRenewals('things')).toBe(seen)
    const taken = await other.acquireLease('things', seen)
    expect(await codeOf(watcher.acquireLease('things', seen))).toBe('REV_STATE_BUSY')
    expect(await codeOf(other.renewLease(taken))).toBeUndefined()
  })

  test(`${name}: an entry that cannot be written takes the others of its write with it`, async () => {
    await using ledger = await open()
    const { lease, run } = await startedRun(ledger)
    await ledger.record(lease, run, { intents: [intent(0, [1, 2])], settlements: [] }, at)
    const twice = {
      intents: [intent(1, [3]), intent(0, [4])],
      settlements: [settled(0, { delivered: [1, 2] })],
    }
    expect(await codeOf(ledger.record(lease, run, twice, at))).toBeDefined()
    expect(await ledger.lastBatch(run)).toBe(0)
    expect(await deliveredOf(ledger, run)).toEqual([])
  })

  test(`${name}: of an unfinished run it tells what was delivered and what is open, each position by its last batch`, async () => {
    await using ledger = await open()
    const { lease, run } = await startedRun(ledger)
    const intents = [intent(0, [0, 1, 2, 3]), intent(1, [4, 5]), intent(2, [6])]
    const remoteIds = new Map([[0, 'r0']])
    await ledger.record(
      lease,
      run,
      { intents, settlements: [settled(0, { delivered: [0], remoteIds, unknown: [1, 2, 3] })] },
      at,
    )
    await ledger.record(
      lease,
      run,
      {
        intents: [intent(3, [1, 2])],
        settlements: [
          settled(3, { delivered: [1], rejects: [refused('[2]')] }),
          settled(2, { delivered: [6] }),
        ],
      },
      at,
    )
    const [left] = await ledger.unfinishedRuns('things')
    expect(left?.openIntents).toMatchObject([
      { batch: 0, seqs: [3], isWhole: false, idempotencyKey: 'k0' },
      { batch: 1, seqs: [4, 5], isWhole: true, idempotencyKey: 'k1' },
    ])
    expect(await deliveredOf(ledger, run)).toEqual([0, 1, 6])
    await ledger.fold(lease, run, snapshotOf(3))
    expect(await ledger.unfinishedRuns('things')).toEqual([])
    expect(await deliveredOf(ledger, run)).toEqual([])
  })

  test(`${name}: the wait of a reject doubles with every run that tried the same content and starts anew with another`, async () => {
    await using ledger = await open()
    const { lease } = await startedRun(ledger)
    const tryIn = async (id: string, fingerprint: string) => {
      const run = await ledger.startRun(lease, { id, startedAt: '' })
      const reject = refused('[1]', { fingerprint })
      // Several rows of a run may have the key.
      await ledger.recordRejects(lease, run, [reject, reject], at)
    }
    const waits: number[] = []
    for (const [index, fingerprint] of ['f1', 'f1', 'f1', 'f2'].entries()) {
      await tryIn(`first-${index}`, fingerprint)
      const [entry] = await indexOf(ledger)
      waits.push(Date.parse(entry?.retryAt ?? '') - at.now)
    }
    expect(waits).toEqual([minuteMs, 2 * minuteMs, 4 * minuteMs, minuteMs])
    for (let tries = 0; tries < 40; tries++) await tryIn(`more-${tries}`, 'f2')
    const [entry] = await indexOf(ledger)
    expect(entry?.attempts).toBe(41)
    expect(Date.parse(entry?.retryAt ?? '') - at.now).toBe(24 * 60 * minuteMs)
  })

  test(`${name}: what an operator does with rejects holds: retry, ignore, release, accept`, async () => {
    await using ledger = await open()
    const { lease, run } = await startedRun(ledger)
    const rejects = [
      refused('[1]'),
      refused('[2]'),
      refused('[3]', { state: 'held' }),
      refused('[4]', { state: 'held' }),
    ]
    await ledger.recordRejects(lease, run, rejects, at)
    expect(await ledger.countRejects('things')).toEqual({ rejected: 2, held: 2 })
    expect(await ledger.updateRejects('things', ['[1]', '[3]', '[9]'], 'ignore')).toBe(1)
    expect(await ledger.updateRejects('things', undefined, 'retry')).toBe(2)
    expect(await ledger.updateRejects('things', ['[3]'], 'release')).toBe(1)
    expect(await ledger.updateRejects('things', undefined, 'accept')).toBe(1)
    const states = (await indexOf(ledger)).map(({ keyText, state }) => `${keyText} ${state}`)
    expect(states).toEqual(['[1] rejected', '[2] rejected', '[3] rejected', '[4] accepted'])
    await ledger.clearRejects(lease, ['[1]', '[2]'])
    expect(await indexOf(ledger)).toHaveLength(2)
  })

  test(`${name}: two handles lose none of each other's rejects`, async () => {
    await using ledger = await open()
    await using other = await open()
    const { lease, run } = await startedRun(ledger)
    const second = await other.acquireLease('others')
    await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        await ledger.recordRejects(lease, run, [refused(`["a${index}"]`)], at)
        await other.updateRejects('things', [`["a${index}"]`], 'ignore')
        await other.recordRejects(second, run, [refused(`["b${index}"]`)], at)
      }),
    )
    const index = await indexOf(ledger)
    expect(index).toHaveLength(100)
    expect(new Set(index.map(({ state }) => state))).toEqual(new Set(['ignored']))
    expect(await indexOf(ledger, 'others')).toHaveLength(100)
  })

  test(`${name}: keys of any text come back as they were`, async () => {
    await using ledger = await open()
    const { lease, run } = await startedRun(ledger)
    const keys = [
      '["a|b","c"]',
      '["a","b|c"]',
      '["\\u0000"]',
      '["é"]',
      '["e\u0301"]',
      '[12345678901234567890]',
    ]
    await ledger.recordRejects(
      lease,
      run,
      keys.map((key) => refused(key)),
      at,
    )
    expect((await indexOf(ledger)).map(({ keyText }) => keyText).toSorted()).toEqual(
      keys.toSorted(),
    )
  })

  test(`${name}: runs that died are failed, the others keep what they ended with`, async () => {
    await using ledger = await open()
    const { lease, run } = await startedRun(ledger)
    const outcomes = { ok: 1, rejected: 0, skipped: 0, pending: 0, held: 0, guarded: 0 }
    await ledger.endRun(lease, run, { status: 'success', outcomes, rowsRead: 1 } as never, '2026')
    await ledger.startRun(lease, { id: 'run-2', startedAt: '2026' })
    await ledger.endDeadRuns(lease, '2026')
    const runs = await ledger.runs({ runsMax: 10 })
    expect(runs.map(({ run: id, status }) => [id, status])).toEqual([
      ['run-2', 'failed'],
      ['run-1', 'success'],
    ])
    expect(runs[1]).toMatchObject({ rowsRead: 1, outcomes })
  })

  test(`${name}: a snapshot that is moved is the same one elsewhere, for the holder of the lease alone`, async () => {
    await using ledger = await open()
    const { lease, run } = await startedRun(ledger)
    await ledger.fold(lease, run, snapshotOf(3))
    const table = { file: 'state_1', rows: 3, digest: '', schema: '_rev' }
    const moved = { ...snapshotOf(3), segments: [table] }
    await ledger.moveSnapshot(lease, moved)
    expect(await ledger.snapshot('things')).toEqual({ ...moved, foldedRun: run })
    await ledger.releaseLease(lease)
    await ledger.acquireLease('things')
    expect(await codeOf(ledger.moveSnapshot(lease, snapshotOf(3)))).toBe('REV_STATE_LEASE_LOST')
    expect(await ledger.snapshot('things')).toEqual({ ...moved, foldedRun: run })
  })

  test(`${name}: what is folded into one sync changes no other`, async () => {
    await using ledger = await open()
    const { lease, run } = await startedRun(ledger)
    const others = await ledger.acquireLease('others')
    const other = await ledger.startRun(others, { id: 'run-2', startedAt: '' })
    await ledger.fold(lease, run, snapshotOf(7))
    await ledger.fold(others, other, snapshotOf(8))
    expect(await ledger.snapshot('things')).toEqual({ ...snapshotOf(7), foldedRun: run })
    expect(await ledger.snapshot('others')).toEqual({ ...snapshotOf(8), foldedRun: other })
  })

  test(`${name}: what one run delivered is no other run's`, async () => {
    await using ledger = await open()
    const { lease, run } = await startedRun(ledger)
    const next = await ledger.startRun(lease, { id: 'run-2', startedAt: '' })
    await ledger.record(lease, run, deliveredWhole([1, 2]), at)
    await ledger.record(lease, next, deliveredWhole([5]), at)
    expect(await deliveredOf(ledger, run)).toEqual([1, 2])
    expect(await deliveredOf(ledger, next)).toEqual([5])
    await ledger.fold(lease, run, snapshotOf(2))
    expect(await deliveredOf(ledger, next)).toEqual([5])
  })

  test(`${name}: the snapshot's last run never goes back, and forgetting a sync keeps its history`, async () => {
    await using ledger = await open()
    const { lease, run } = await startedRun(ledger)
    const next = await ledger.startRun(lease, { id: 'run-2', startedAt: '' })
    await ledger.fold(lease, next, snapshotOf(7))
    await ledger.fold(lease, run, snapshotOf(8))
    expect(await ledger.snapshot('things')).toEqual({ ...snapshotOf(8), foldedRun: next })
    await ledger.recordRejects(lease, run, [refused('[1]')], at)
    await ledger.forgetSync(lease)
    expect(await ledger.snapshot('things')).toBeUndefined()
    expect(await indexOf(ledger)).toEqual([])
    expect(await ledger.runs({ runsMax: 10 })).toHaveLength(2)
  })

  test(`${name}: the cache belongs to a connection and keeps what it was given`, async () => {
    await using ledger = await open()
    await ledger.cacheSet(
      'a',
      new Map([
        ['k', '1'],
        ['__proto__', '2'],
      ]),
    )
    await ledger.cacheSet('b', new Map([['k', '3']]))
    await ledger.cacheDelete('a', ['k'])
    expect(await ledger.cacheGet('a', ['k', '__proto__'])).toEqual(new Map([['__proto__', '2']]))
    expect(await ledger.cacheGet('b', ['k'])).toEqual(new Map([['k', '3']]))
  })
}
