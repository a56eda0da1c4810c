import type { RunInfo } from '@revetl/sdk'
import type { RunOptions } from '../engine.ts'
import type { Sync } from '../project.ts'
import type { RejectSample, RunProgress, RunReport } from '../reports.ts'
import { asRevError } from './as-rev-error.ts'
import { executeRun, type RunOutcome } from './execute-run.ts'
import { holdLease } from './lease-keeper.ts'
import { openRunParts } from './open-run-parts.ts'
import { runRecord, runReport } from './run-report.ts'
import { beginLog, writeLog } from './run-log/write-log.ts'
import type { EngineServices, RunScope } from './run-scope.ts'

const rejectSamplesMax = 10
const nothing: RunOutcome = {
  difference: undefined,
  planHash: undefined,
  delivery: undefined,
  guarded: 0,
  baseline: 0,
  error: undefined,
  readBack: undefined,
  notes: [],
}

/** One run of a sync, start to end. Failures of the run are in its report; only a busy lease and broken state throw. */
export async function runSync(
  services: EngineServices,
  sync: Sync,
  options: RunOptions,
): Promise<RunReport> {
  try {
    return await runUnderLease(services, sync, options)
  } catch (error) {
    throw firstFailure(error)
  }
}

/** Where the disk fails, giving the lease back fails for the same reason. */
function firstFailure(error: unknown): unknown {
  return error instanceof SuppressedError ? firstFailure(error.suppressed) : error
}

async function runUnderLease(
  services: EngineServices,
  sync: Sync,
  options: RunOptions,
): Promise<RunReport> {
  const { ledger, clock } = services
  const signal = options.signal ?? new AbortController().signal
  const waitMs = options.leaseWaitMs ?? 0
  await using held = await holdLease(ledger, sync.name, { clock, waitMs, signal })
  const startMs = clock.monotonicMs()
  const info: RunInfo = {
    id: services.newId(),
    sync: sync.name,
    startedAt: new Date(clock.now()).toISOString(),
  }
  await ledger.endDeadRuns(held.lease, info.startedAt)
  const run = await ledger.startRun(held.lease, info)
  await beginLog(services, sync, run)
  const progress = progressOf(sync, options)
  const { outcome, requests, retries } = await attempt(services, sync, {
    info,
    options,
    lease: held.lease,
    assertLease: held.assertAlive,
    run,
    signal: AbortSignal.any([signal, held.signal]),
    progress,
  })
  const report = runReport({
    ...outcome,
    run: info.id,
    sync: sync.name,
    startedAt: info.startedAt,
    seconds: (clock.monotonicMs() - startMs) / 1000,
    requests,
    retries,
    rejects: await sampleRejects(services, sync, info.id),
    isCancelled: signal.aborted,
    now: clock.now(),
  })
  await ledger.endRun(held.lease, run, runRecord(report), new Date(clock.now()).toISOString())
  // All is delivered and remembered: the log comes last.
  const logNotes = await writeLog({ services, sync, held, signal })
  progress('done')
  return { ...report, notes: [...report.notes, ...logNotes] }
}

const asIs = (text: string): string => text

type ScopeParts = Omit<RunScope, 'services' | 'sync' | 'database' | 'source' | 'destination'>

interface Attempt {
  readonly outcome: RunOutcome
  readonly requests: number
  readonly retries: number
}

/** Opens what the run needs, runs it and closes everything again. */
async function attempt(services: EngineServices, sync: Sync, parts: ScopeParts): Promise<Attempt> {
  let outcome = nothing
  let stats = { requests: 0, retries: 0 }
  let redact = asIs
  try {
    await using opened = await openRunParts(services, sync, parts.info.id, sync.patienceMs)
    const { destination, source, database } = opened
    redact = (text) => source.redact(destination.redact(text))
    parts.signal.throwIfAborted()
    const onAbort = () => database.interrupt()
    parts.signal.addEventListener('abort', onAbort, { once: true })
    try {
      outcome = await executeRun({ services, sync, ...parts, database, source, destination })
    } finally {
      parts.signal.removeEventListener('abort', onAbort)
      stats = destination.stats()
    }
  } catch (error) {
    outcome = { ...outcome, error: asRevError(error, parts.signal, redact) }
  }
  return { outcome, ...stats }
}

function progressOf(sync: Sync, options: RunOptions): RunScope['progress'] {
  const empty: Omit<RunProgress, 'phase'> = {
    sync: sync.name,
    planned: 0,
    done: 0,
    rejected: 0,
    perSecond: 0,
    secondsLeft: undefined,
  }
  return (phase, more = {}) => options.onProgress?.({ ...empty, ...more, phase })
}

async function sampleRejects(
  { ledger }: EngineServices,
  sync: Sync,
  run: string,
): Promise<readonly RejectSample[]> {
  const entries = await ledger.rejects({ sync: sync.name, rowsMax: rejectSamplesMax })
  return entries
    .filter((entry) => entry.run === run && entry.state !== 'skipped')
    .map(({ key, code, message, field, vendorCode }) => ({ key, code, message, field, vendorCode }))
}
