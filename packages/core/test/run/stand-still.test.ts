import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isRevError, type Clock } from '@revetl/sdk'
import { expect, onTestFinished, test } from 'vitest'
import { holdLease } from '../../src/run/lease-keeper.ts'
import { SqliteLedger } from '../../src/state/sqlite/sqlite-ledger.ts'

/** A clock that a test moves; sleepers wake when they are told to. */
function handClock() {
  let nowMs = 0
  const sleepers: (() => void)[] = []
  const clock: Clock = {
    now: () => nowMs,
    monotonicMs: () => nowMs,
    sleep: (_ms, signal) =>
      new Promise((resolve, reject) => {
        sleepers.push(resolve)
        signal?.addEventListener('abort', () => reject(new Error('woken')))
      }),
  }
  const pass = (ms: number) => {
    nowMs += ms
  }
  const wake = async () => {
    sleepers.splice(0).forEach((resolve) => resolve())
    // The next sleep begins when the renewal is durable.
    while (sleepers.length === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  return { clock, pass, wake }
}

const codeOf = (act: () => void): unknown => {
  try {
    act()
    return undefined
  } catch (error) {
    return isRevError(error) ? [error.code, error.delivery] : error
  }
}

test('a process that stood still for longer than its lease lives sends nothing before it has renewed', async () => {
  const { clock, pass, wake } = handClock()
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-lease-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  await using ledger = new SqliteLedger(path.join(folder, 'ledger.db'))
  const signal = new AbortController().signal
  await using held = await holdLease(ledger, 'things', { clock, waitMs: 0, signal })
  pass(29_999)
  expect(codeOf(held.assertAlive)).toBeUndefined()
  pass(1)
  expect(codeOf(held.assertAlive)).toEqual(['REV_STATE_LEASE_LOST', 'not-sent'])
  await wake()
  expect(codeOf(held.assertAlive)).toBeUndefined()
  pass(10_000)
  expect(codeOf(held.assertAlive)).toBeUndefined()
})
