import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isRevError, type Clock } from '@revetl/sdk'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { holdLease } from '../../src/run/lease-keeper.ts'
import { SqliteLedger } from '../../src/state/sqlite/sqlite-ledger.ts'

/** Time that a test moves; who sleeps wakes when it has come, or is told to stop. */
class MovedClock implements Clock {
  #nowMs = 1_000_000
  #monotonicMs = 0
  readonly #sleepers = new Set<{ readonly dueMs: number; readonly wake: () => void }>()

  now(): number {
    return this.#nowMs
  }

  monotonicMs(): number {
    return this.#monotonicMs
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      const sleeper = { dueMs: this.#monotonicMs + ms, wake: resolve }
      this.#sleepers.add(sleeper)
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper)
        reject(signal.reason as Error)
      })
    })
  }

  /** The wall clock is set to another time; no time passes. */
  setWall(ms: number): void {
    this.#nowMs += ms
  }

  async pass(ms: number, stepMs = 1000): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      this.#monotonicMs += Math.min(left, stepMs)
      this.#nowMs += Math.min(left, stepMs)
      for (const sleeper of this.#sleepers) {
        if (sleeper.dueMs > this.#monotonicMs) continue
        this.#sleepers.delete(sleeper)
        sleeper.wake()
      }
      // Whoever woke up uses the ledger, which waits for the disk.
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
}

let folder = ''
let ledger: SqliteLedger
let other: SqliteLedger
const clock = () => new MovedClock()
const signal = new AbortController().signal

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rev-lease-'))
  ledger = new SqliteLedger(path.join(folder, 'ledger.db'))
  other = new SqliteLedger(path.join(folder, 'ledger.db'))
})

afterEach(async () => {
  await ledger[Symbol.asyncDispose]()
  await other[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

test('a sync that runs is busy for everybody else, who is told so and gets no lease', async () => {
  const time = clock()
  await using held = await holdLease(ledger, 'things', { clock: time, waitMs: 0, signal })
  await expect(
    holdLease(other, 'things', { clock: time, waitMs: 0, signal }),
  ).rejects.toMatchObject({ code: 'REV_STATE_BUSY' })
  expect(held.signal.aborted).toBe(false)
})

test('whoever loses the lease is told to stop within a renewal', async () => {
  const time = clock()
  await using held = await holdLease(ledger, 'things', { clock: time, waitMs: 0, signal })
  expect(held.signal.aborted).toBe(false)
  await other.acquireLease('things', await other.heldRenewals('things'))
  await time.pass(11_000)
  expect(held.signal.aborted).toBe(true)
  expect(isRevError(held.signal.reason) && held.signal.reason.code).toBe('REV_STATE_LEASE_LOST')
})

test('a holder that renews keeps its lease, however the clock on the wall jumps', async () => {
  const time = clock()
  await using held = await holdLease(ledger, 'things', { clock: time, waitMs: 0, signal })
  const waiting = holdLease(other, 'things', { clock: time, waitMs: 60_000, signal })
  const outcome = waiting.then(
    () => 'taken',
    (error: unknown) => (isRevError(error) ? error.code : String(error)),
  )
  for (const jumpMs of [86_400_000, -3_600_000, 86_400_000]) {
    time.setWall(jumpMs)
    await time.pass(8000)
  }
  expect(held.signal.aborted).toBe(false)
  await time.pass(60_000)
  expect(await outcome).toBe('REV_STATE_BUSY')
  expect(held.signal.aborted).toBe(false)
})

test('a holder that is silent for longer than a lease lives is taken over, and not before', async () => {
  const time = clock()
  // It holds the lease and never renews it.
  await ledger.acquireLease('things')
  const since = time.monotonicMs()
  let takenMs: number | undefined
  const waiting = holdLease(other, 'things', { clock: time, waitMs: 120_000, signal }).then(
    (held) => {
      takenMs = time.monotonicMs() - since
      return held
    },
  )
  await time.pass(29_000)
  expect(takenMs).toBeUndefined()
  await time.pass(10_000)
  const held = await waiting
  expect(takenMs).toBeGreaterThanOrEqual(30_000)
  await held[Symbol.asyncDispose]()
})
