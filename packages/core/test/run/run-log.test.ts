import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openLedger } from '../../src/run/open-ledger.ts'
import { logFile } from '../../src/run/run-log/log-files.ts'
import { logMark, setLogMark } from '../../src/run/run-log/log-mark.ts'
import { StallWatch } from '../../src/run/run-log/stall-watch.ts'
import {
  beginLog,
  waitingRunsMax,
  writeLog,
  type LogScope,
} from '../../src/run/run-log/write-log.ts'
import { engineServices } from '../../src/run/open-engine.ts'
import type { Project, RunReport, Sync } from '../../src/index.ts'
import { quickClock } from '../quick-clock.ts'
import { MemoryProject } from './memory-project.ts'

const dayMs = 86_400_000
const runLog = { schema: '_rev', keepMs: 90 * dayMs }

/** A project with runs that ended and are in no log: its source has no tables for one. */
async function waiting(project: MemoryProject, runs: number, nowMs = Date.UTC(2026, 0, 1)) {
  const loaded: Project = await project.project()
  const sync: Sync = { ...([...loaded.syncs.values()][0] as Sync), runLog }
  const clock = { ...quickClock(), now: () => nowMs }
  const services = engineServices({ project: loaded, clock }, openLedger(loaded))
  const { ledger, paths } = services
  const lease = await ledger.acquireLease(sync.name)
  const startedAt = new Date(Date.UTC(2026, 0, 1)).toISOString()
  const folder = paths.runLog(sync.name)
  mkdirSync(folder, { recursive: true })
  for (let n = 0; n < runs; n++) {
    const run = await ledger.startRun(lease, { id: `run-${n}`, startedAt })
    if (n === 0) await beginLog(services, sync, run)
    await ledger.discard(lease, run)
    await ledger.endRun(lease, run, { status: 'success' } as never, startedAt)
    writeFileSync(logFile(folder, run), '')
  }
  const held = { assertAlive: () => undefined, signal: new AbortController().signal }
  const scope: LogScope = { services, sync, held, signal: new AbortController().signal }
  return { scope, ledger, folder, sync, [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose]() }
}

test('a log that cannot be written lets so many runs wait, and says that the oldest are left out', async () => {
  await using project = new MemoryProject()
  await using left = await waiting(project, waitingRunsMax + 2)
  const notes = await writeLog(left.scope)
  expect(notes[0]).toContain('more than 1000 waited for it, and the oldest are left out')
  expect(notes[1]).toContain('was not written: ')
  // A file more than so many never lies there: of the two oldest one was looked at, and one is gone with it.
  expect(existsSync(logFile(left.folder, 2))).toBe(false)
  expect(existsSync(logFile(left.folder, 3))).toBe(true)
  expect((await logMark(left.ledger, left.sync.name))?.after).toBe(2)
  expect(await writeLog(left.scope)).toHaveLength(1)
})

test('runs that would leave the log at once wait for it no longer', async () => {
  await using project = new MemoryProject()
  await using left = await waiting(project, 3, Date.UTC(2026, 6, 1))
  expect(await writeLog(left.scope)).toEqual([])
  expect((await logMark(left.ledger, left.sync.name))?.after).toBe(3)
  expect(existsSync(logFile(left.folder, 3))).toBe(false)
})

test('a run that is stopped leaves its log for the next one', async () => {
  await using project = new MemoryProject()
  await using left = await waiting(project, 1)
  const notes = await writeLog({ ...left.scope, signal: AbortSignal.abort() })
  expect(notes).toEqual(['the run log is left for the next run to write'])
  expect(existsSync(logFile(left.folder, 1))).toBe(true)
})

test('the first run with a log is where it begins', async () => {
  await using project = new MemoryProject()
  await using left = await waiting(project, 0)
  const { services } = left.scope
  await beginLog(services, left.sync, 8)
  await beginLog(services, left.sync, 9)
  expect(await logMark(left.ledger, left.sync.name)).toEqual({ after: 7, expiredMs: 0 })
  await setLogMark(left.ledger, left.sync.name, { after: 9, expiredMs: 5 })
  expect(await logMark(left.ledger, left.sync.name)).toEqual({ after: 9, expiredMs: 5 })
})

test('a source without tables for a log fails no run', async () => {
  await using project = new MemoryProject()
  project.model.rows = [['1', 'a', '1']]
  project.sync = { runLog }
  const report: RunReport = await project.run()
  expect(report).toMatchObject({ status: 'success', sent: 1 })
  expect(report.notes.join()).toContain('was not written')
  expect(existsSync(path.join(project.folder, '.rev/run-log/things'))).toBe(true)
})

/** A clock that stands still until a test moves it. */
function handClock() {
  let nowMs = 0
  let sleepers: { readonly untilMs: number; readonly wake: () => void }[] = []
  return {
    now: () => nowMs,
    monotonicMs: () => nowMs,
    sleep: (ms: number) =>
      new Promise<void>((wake) => {
        sleepers.push({ untilMs: nowMs + ms, wake })
      }),
    async move(ms: number) {
      nowMs += ms
      const due = sleepers.filter(({ untilMs }) => untilMs <= nowMs)
      sleepers = sleepers.filter(({ untilMs }) => untilMs > nowMs)
      for (const { wake } of due) wake()
      await Promise.resolve()
    },
  }
}

test('a database that does not answer is given up on, and one that does is not', async () => {
  const clock = handClock()
  using watch = new StallWatch(clock, 60_000)
  for (let step = 0; step < 4; step++) {
    await clock.move(40_000)
    watch.touch()
    expect(watch.signal.aborted).toBe(false)
  }
  await clock.move(59_000)
  expect(watch.signal.aborted).toBe(false)
  await clock.move(2000)
  expect(watch.signal.aborted).toBe(true)
  expect(String(watch.signal.reason)).toContain('the database did not answer for 60 s')
})
