import { errorMessage, isRevError } from '@revetl/sdk'
import type { Engine, RunReport } from '../../src/index.ts'
import { isGuarded } from './is-guarded.ts'
import { engineOf } from './open-worker.ts'
import type { RunRecord } from './run-record.ts'
import type { Cast } from './cast.ts'
import type { SimWorker } from './sim-worker.ts'
import type { RunAction } from './story.ts'
import type { World } from './world.ts'

/** The time in which everything that was on the wire arrives. */
const drainMs = 100

/** One run of the engine, with what the story does to it. */
export async function runAction({ world, workers }: Cast, action: RunAction): Promise<void> {
  const worker = workers.get(action.worker)
  if (worker === undefined) return
  // A process runs a sync once at a time.
  await world.scheduler.until(() => worker.run?.end !== 'running')
  const engine = await engineOf(world, worker)
  const record = await recordOf(world, worker, action)
  world.runs.push(record)
  worker.begin(record)
  startRun(world, worker, { record, engine })
  if (action.overlapMs !== undefined) return world.scheduler.pass(action.overlapMs)
  await world.scheduler.until(() => record.isFinished)
  await world.scheduler.pass(drainMs)
}

async function recordOf(world: World, worker: SimWorker, action: RunAction): Promise<RunRecord> {
  const last = world.runs.findLast(({ report }) => report !== undefined)
  const before = await world.inspect()
  const isAsked = action.isConfirmed === true && isGuarded(last)
  return {
    action,
    worker: worker.name,
    life: worker.life,
    sync: world.sync,
    resends: world.resends,
    planHash: isAsked ? last?.report?.planHash : undefined,
    requests: [],
    before,
    after: before,
    rejectsBefore: await world.readRejects(),
    rejectsAfter: new Map(),
    id: undefined,
    number: undefined,
    lease: undefined,
    readVersion: undefined,
    phase: 'start',
    hasRecovered: false,
    end: 'running',
    isFinished: false,
    report: undefined,
    error: undefined,
    hadStoreFailure: false,
    hasLostLease: false,
    wasPaused: false,
    wasCancelled: false,
    effects: 0,
    cancel: () => undefined,
  }
}

function startRun(
  world: World,
  worker: SimWorker,
  { record, engine }: { readonly record: RunRecord; readonly engine: Engine },
): void {
  const { action } = record
  const { scheduler } = world
  const cancel = new AbortController()
  const finish = () =>
    scheduler.after(undefined, `run ${action.id} ends`, 0, () => finishRun(world, record))
  worker.onDeath = () => {
    if (record.end === 'crashed') finish()
  }
  const call = engine.run(world.syncName, {
    signal: cancel.signal,
    leaseWaitMs: action.leaseWaitMs,
    ...(record.planHash === undefined ? {} : { planHash: record.planHash }),
    onProgress: ({ phase }) => {
      record.phase = phase
    },
  })
  call.then(
    (report) => end(record, { report, error: report.error }, finish),
    (error: unknown) => end(record, { report: undefined, error }, finish),
  )
  record.cancel = () => {
    if (record.end !== 'running') return
    record.wasCancelled = true
    cancel.abort()
  }
  if (action.cancelAfterMs !== undefined) {
    scheduler.after(worker.actor, 'is told to stop', action.cancelAfterMs, record.cancel)
  }
  const { changeDuring } = action
  if (changeDuring !== undefined) {
    const delayMs = world.faults.randomOf(`during ${action.id}`).next() * 600
    scheduler.after(undefined, 'the source changes', delayMs, () => {
      if (!world.isLively) world.source.apply(changeDuring)
    })
  }
}

function end(
  record: RunRecord,
  { report, error }: { readonly report: RunReport | undefined; readonly error: unknown },
  finish: () => void,
): void {
  if (record.end !== 'running') return
  record.report = report
  record.error = error
  record.end = report === undefined ? 'threw' : 'reported'
  finish()
}

async function finishRun(world: World, record: RunRecord): Promise<void> {
  record.after = await world.inspect()
  record.rejectsAfter = await world.readRejects()
  world.scheduler.note(endWords(record))
  world.listeners?.onRunEnd(record)
  record.isFinished = true
}

function endWords({ action, end: how, report, error }: RunRecord): string {
  const code = isRevError(error) ? error.code : error === undefined ? '' : errorMessage(error)
  const outcomes = report === undefined ? '' : JSON.stringify(report.outcomes)
  return `run ${action.id} ${how} ${report?.status ?? ''} ${code} ${outcomes}`
}
