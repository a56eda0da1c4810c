import { existsSync } from 'node:fs'
import { errorMessage, isRevError } from '@revetl/sdk'
import { openSource } from '../../host/open-source.ts'
import type { EndedRun } from '../../ledger.ts'
import type { LocalDatabase } from '../../local-database.ts'
import type { RunLog, Sync } from '../../project.ts'
import type { HeldLease } from '../lease-keeper.ts'
import type { EngineServices } from '../run-scope.ts'
import { logFile, removeLogFiles } from './log-files.ts'
import { logMark, setLogMark, type LogMark } from './log-mark.ts'
import type { LoggedRun } from './log-tables.ts'
import type { LogTarget } from './log-target.ts'
import { openLog } from './open-log.ts'
import { StallWatch } from './stall-watch.ts'

/** Runs that wait for the log, at most: a log that cannot be written must not fill the disk. */
export const waitingRunsMax = 1000
const pageRuns = 50
const stallLimitMs = 60_000
const dayMs = 86_400_000

/** What the log of a sync is written with. */
export interface LogScope {
  readonly services: EngineServices
  readonly sync: Sync
  readonly held: Pick<HeldLease, 'assertAlive' | 'signal'>
  /** Stops the writing; what is left is for the next run. */
  readonly signal: AbortSignal
}

/** Notes before the first run of a sync with a log that it is the first one. */
export async function beginLog(
  { ledger }: EngineServices,
  { name, runLog }: Sync,
  run: number,
): Promise<void> {
  if (runLog === undefined || (await logMark(ledger, name)) !== undefined) return
  await setLogMark(ledger, name, { after: run - 1, expiredMs: 0 })
}

/**
 * Writes the runs of a sync that have ended and are not in its log yet. Nothing is thrown: no run fails for its log.
 * @returns what is to be said of it
 */
export async function writeLog(scope: LogScope): Promise<readonly string[]> {
  const { services, sync, signal } = scope
  const { runLog } = sync
  if (runLog === undefined) return []
  const notes: string[] = []
  try {
    const due = await dueRuns(scope, runLog, notes)
    if (signal.aborted) return [...notes, 'the run log is left for the next run to write']
    if (due.length > 0) await writeRuns(scope, runLog, due)
  } catch (error) {
    const reason = errorMessage(error)
    const hint = isRevError(error) && error.hint !== undefined ? ` ${error.hint}` : ''
    services.log.warn('The run log could not be written', { sync: sync.name, reason })
    notes.push(
      `the run log in ${runLog.schema} was not written: ${reason}${hint} The next run of ${sync.name} makes up for it.`,
    )
  }
  return notes
}

/** The runs that are to be written, without those that nobody would find there again and those that are too many. */
async function dueRuns(
  { services, sync }: LogScope,
  { keepMs }: RunLog,
  notes: string[],
): Promise<readonly EndedRun[]> {
  const { ledger, clock, paths } = services
  const mark = await markOf(services, sync)
  const ended = await ledger.endedRuns(sync.name, mark.after, waitingRunsMax + 1)
  const oldestMs = clock.now() - keepMs
  const kept = ended.filter(({ summary }) => Date.parse(summary.startedAt) >= oldestMs)
  const due = kept.slice(-waitingRunsMax)
  if (kept.length > due.length) {
    notes.push(
      `the run log lacks runs: more than ${waitingRunsMax} waited for it, and the oldest are left out`,
    )
  }
  const before = ended.findLast(({ run }) => run < (due[0]?.run ?? Infinity))
  if (before !== undefined) {
    await setLogMark(ledger, sync.name, { ...mark, after: before.run })
    removeLogFiles(paths.runLog(sync.name), before.run)
  }
  return due
}

async function markOf({ ledger }: EngineServices, sync: Sync): Promise<LogMark> {
  return (await logMark(ledger, sync.name)) ?? { after: 0, expiredMs: 0 }
}

async function writeRuns(scope: LogScope, runLog: RunLog, due: readonly EndedRun[]): Promise<void> {
  const { services, sync, held } = scope
  const { clock, ledger } = services
  await using opened = new AsyncDisposableStack()
  const watch = opened.use(new StallWatch(clock, stallLimitMs))
  const source = opened.use(await openSource(sync.model.source, services.host))
  const signal = AbortSignal.any([scope.signal, held.signal, watch.signal])
  const beforeCall = () => {
    watch.touch()
    held.assertAlive()
  }
  const target = await openLog({ services, sync, source, signal }, runLog.schema, beforeCall)
  await target.prepare()
  const database = opened.use(await openDatabaseOf(services))
  const open = due.find(({ isFolded }) => !isFolded)?.run ?? Infinity
  for (let start = 0; start < due.length; start += pageRuns) {
    await writePage(scope, { target, database, open }, due.slice(start, start + pageRuns))
  }
  const mark = await markOf(services, sync)
  const nowMs = clock.now()
  if (nowMs - mark.expiredMs < dayMs) return
  await target.expire(nowMs - runLog.keepMs)
  await setLogMark(ledger, sync.name, { ...mark, expiredMs: nowMs })
}

function openDatabaseOf({ openDatabase, project, paths, newId }: EngineServices) {
  const spillPath = paths.spill(newId())
  const { statePath, memoryMax } = project
  return openDatabase({ statePath, spillPath, memoryMax })
}

interface PageParts {
  readonly target: LogTarget
  readonly database: LocalDatabase
  /** The first run that is not folded yet: it is written again when it is. */
  readonly open: number
}

/** Writes runs in place of what an earlier try has left of them, so that none is there twice; only then the mark moves. */
async function writePage(
  { services, sync }: LogScope,
  { target, database, open }: PageParts,
  page: readonly EndedRun[],
): Promise<void> {
  const { ledger, paths } = services
  const folder = paths.runLog(sync.name)
  await target.removeRuns(page.map(({ summary }) => summary.run))
  const logged: LoggedRun[] = []
  for (const run of page) {
    const path = logFile(folder, run.run)
    const changesLogged = existsSync(path)
      ? await target.addChanges(database, path, run.summary.run)
      : undefined
    logged.push({ ...run, changesLogged })
  }
  await target.addRuns(logged)
  const last = page.findLast(({ run }) => run < open)
  if (last === undefined) return
  const mark = await markOf(services, sync)
  await setLogMark(ledger, sync.name, { ...mark, after: last.run })
  removeLogFiles(folder, last.run)
}
