import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { RevError } from '@revetl/sdk'
import type { ChangeRow } from '../change-row.ts'
import { rejectRecord } from '../deliver/settle-outcomes.ts'
import type { RepeatedWork } from '../deliver/retry-queue.ts'
import { changeRows, changeRowsAt, noChangeRows } from '../diff/change-rows.ts'
import type { Intent, UnfinishedRun } from '../ledger.ts'
import type { Snapshot } from '../snapshot.ts'
import { foldRun, loadDelivered } from '../state/segments/fold-run.ts'
import { deliverChanges } from './deliver-changes.ts'
import { operationPlan, type PreparedSync } from './prepare-sync.ts'
import { openPlanFile, removePlanFile, type PlanDescription } from './plan-file.ts'
import { keepChanges } from './run-log/keep-changes.ts'
import type { RunScope } from './run-scope.ts'
import { abortSession, type SessionState } from './run-session.ts'
import { removeOldFiles } from './snapshot-state.ts'
import { formerPlanFile, planFile, snapshotFile } from './state-paths.ts'
import { unknownSeqs } from './unknown-seqs.ts'
import { openScratch } from './warehouse/choose-engine.ts'
import { foldWarehouse, tidyTables } from './warehouse/fold-warehouse.ts'

/**
 * Finishes what killed runs left: their settled batches are folded into the snapshot, and intents without an answer
 * are unknown and dealt with as their operation allows. Invariant: nothing is planned before that is done.
 * @returns the snapshot after it.
 */
export async function recoverRuns(
  scope: RunScope,
  prepared: PreparedSync,
  former: Snapshot | undefined,
): Promise<Snapshot | undefined> {
  const { ledger } = scope.services
  let snapshot = former
  for (const left of await ledger.unfinishedRuns(scope.sync.name)) {
    if (left.run !== scope.run) snapshot = await recoverRun(scope, prepared, left, snapshot)
  }
  return snapshot
}

async function recoverRun(
  scope: RunScope,
  prepared: PreparedSync,
  left: UnfinishedRun,
  snapshot: Snapshot | undefined,
): Promise<Snapshot | undefined> {
  const { database, services, lease, sync } = scope
  const { ledger, paths } = services
  const folder = paths.sync(sync.name)
  const names = [planFile({ number: left.run, id: left.runId }), formerPlanFile(left.run)] as const
  const file = names.find((name) => existsSync(join(folder, name))) ?? names[0]
  const path = join(folder, file)
  const plan = await openPlanFile(database, path, left)
  if (plan) {
    await settleSession(scope, prepared, left, plan)
    await settleUnknown(scope, prepared, left, plan)
    const isCommitted = (await ledger.sessionState(left.run)) === 'committed'
    const unknown = await unknownSeqs(scope, { number: left.run, id: left.runId })
    if (isCommitted || unknown.length > 0 || (await hasDelivered(scope, left))) {
      return foldLeft(scope, prepared, left, { plan, file, snapshot, unknown, isCommitted })
    }
    if (sync.runLog !== undefined) {
      await loadDelivered({ database, delivered: ledger.delivered(left.run), isBaseline: false })
      await keepLeft(scope, prepared, left)
    }
  } else if (left.openIntents.length > 0 || (await hasDelivered(scope, left))) {
    throw new RevError(
      'REV_STATE_MISSING',
      `Failed to recover the run ${left.runId} of ${sync.name}: ${path} is gone, and with it what the run had delivered.`,
      { hint: `Restore the state folder from a backup, or run \`rev reset ${sync.name}\`.` },
    )
  }
  // It delivered nothing. The file goes first: without its run in the ledger it would be a stranger's.
  removePlanFile(path)
  await ledger.discard(lease, left.run)
  return snapshot
}

/** Keeps what became of the changes of a killed run, for the log. */
async function keepLeft(
  scope: RunScope,
  { operations }: PreparedSync,
  { run, runId }: UnfinishedRun,
): Promise<void> {
  await keepChanges(scope, operations, { number: run, id: runId })
}

async function foldLeft(
  scope: RunScope,
  prepared: PreparedSync,
  left: UnfinishedRun,
  {
    plan,
    file,
    snapshot,
    unknown,
    isCommitted,
  }: {
    readonly plan: PlanDescription
    /** The name of the file with its rows. */
    readonly file: string
    readonly snapshot: Snapshot | undefined
    readonly unknown: readonly number[]
    readonly isCommitted: boolean
  },
): Promise<Snapshot> {
  const { database, services, lease, sync } = scope
  const { ledger, paths } = services
  const folder = paths.sync(sync.name)
  const parts = {
    run: left.run,
    former: snapshot,
    layout: plan.layout,
    unknown,
    isBaseline: false,
    isReplace: plan.isReplace && isCommitted,
  }
  const session = plan.schema === undefined ? undefined : await openScratch(scope, plan.schema)
  const folded = session
    ? await foldWarehouse({ ...parts, scope, session, compared: undefined })
    : await foldRun({
        ...parts,
        database,
        folder,
        plan: { ...plan, file },
        file: snapshotFile({ number: left.run, id: left.runId }, lease.epoch),
        delivered: ledger.delivered(left.run),
      })
  await keepLeft(scope, prepared, left)
  // What the run had read to the end is not known; what was dealt with before it still is, if it mapped in the same way.
  const mark = await ledger.cursor(sync.name)
  await ledger.fold(lease, left.run, folded, mark?.identity === plan.cursor ? mark : undefined)
  removeOldFiles(folder, folded, left.run)
  if (session) await tidyTables(scope, session, folded, snapshot)
  return { ...folded, foldedRun: left.run }
}

async function hasDelivered({ services }: RunScope, left: UnfinishedRun): Promise<boolean> {
  for await (const page of services.ledger.delivered(left.run))
    if (page.ranges.length > 0) return true
  return false
}

/** Takes back a write that never became visible: then none of its records count as delivered. */
async function settleSession(
  scope: RunScope,
  prepared: PreparedSync,
  left: UnfinishedRun,
  plan: PlanDescription,
): Promise<void> {
  const { ledger } = scope.services
  const state = (await ledger.sessionState(left.run)) as SessionState | undefined
  if (state === undefined || state === 'committed') return
  const name = prepared.operations.added
  await abortSession(scope, prepared, left.runId, plan.fields)
  // Replacing once more gives the same, however single records may be resent.
  const isSafe =
    plan.isReplace || (name !== undefined && operationPlan(prepared, name).onAmbiguous === 'retry')
  if (state === 'committing' && !isSafe) {
    // It may have become visible: only a person can tell.
    await holdRows(scope, prepared, left, changeRows(scope.database, plan.sql))
  }
  await ledger.forgetBatches(scope.lease, left.run)
}

// Whether the destination still works on it is seen when it is sent again.
const doubtful = {
  wasSent: true,
  isAmbiguous: true,
  isInDoubt: true,
  isUnderWay: false,
  attempt: 1,
}

/** Deals with changes that were sent and never answered. */
async function settleUnknown(
  scope: RunScope,
  prepared: PreparedSync,
  left: UnfinishedRun,
  plan: PlanDescription,
): Promise<void> {
  const { ledger } = scope.services
  // A session that was taken back has left none.
  const open = (await ledger.unfinishedRuns(scope.sync.name)).find(({ run }) => run === left.run)
  const replays: RepeatedWork[] = []
  for (const intent of open?.openIntents ?? []) {
    const operation = operationPlan(prepared, intent.operation)
    const rows = await changeRowsAt(scope.database, plan.sql, intent.seqs)
    const { idempotencyKey, isWhole } = intent
    const isUseless =
      operation.resend === 'key' && (!isWhole || isKeyExpired(scope, prepared, left, intent))
    if (operation.onAmbiguous === 'hold' || isUseless) {
      await holdRows(scope, prepared, left, [rows])
    } else {
      const key = isWhole ? idempotencyKey : undefined
      // When it was sent is told by a wall clock alone, which may be wrong: so nothing of the time is taken as over.
      const visibleAtMs = scope.services.clock.monotonicMs() + operation.visibleAfterMs
      replays.push({ ...doubtful, operation, rows, idempotencyKey: key, visibleAtMs })
    }
  }
  if (replays.length > 0) await replay(scope, prepared, left, { plan, replays })
}

/** Sends again what a killed run had sent, and only that. */
async function replay(
  scope: RunScope,
  prepared: PreparedSync,
  left: UnfinishedRun,
  { plan, replays }: { readonly plan: PlanDescription; readonly replays: readonly RepeatedWork[] },
): Promise<void> {
  const { stop, unresolved } = await deliverChanges({
    scope,
    prepared,
    plan,
    // A replay sends nothing but what was sent before.
    rows: noChangeRows(),
    replays,
    run: left.run,
    firstBatch: (await scope.services.ledger.lastBatch(left.run)) + 1,
    planned: replays.reduce((sum, { rows }) => sum + rows.length, 0),
  })
  if (stop !== undefined) throw stop
  if (unresolved === 0) return
  throw new RevError(
    'REV_OUTCOME_UNKNOWN',
    `Failed to settle ${unresolved} records that the run ${left.runId} had sent. Nothing else was sent.`,
    { hint: 'Run again when the destination answers.' },
  )
}

/** Whether the vendor has forgotten the key of an intent by now. */
function isKeyExpired(
  { services }: RunScope,
  { object }: PreparedSync,
  left: UnfinishedRun,
  intent: Intent,
): boolean {
  const operation = object.operations[intent.operation]
  if (operation?.resend !== 'key' || operation.keyLifetimeMs === undefined) return false
  return services.clock.now() - Date.parse(left.startedAt) >= operation.keyLifetimeMs
}

async function holdRows(
  { services, lease }: RunScope,
  prepared: PreparedSync,
  left: UnfinishedRun,
  pages: AsyncIterable<readonly ChangeRow[]> | Iterable<readonly ChangeRow[]>,
): Promise<void> {
  const at = { now: services.clock.now(), random: services.random() }
  for await (const page of pages) {
    const rejects = page.map((row) =>
      rejectRecord(row, { name: prepared.operations[row.kind] ?? 'upsert' }, 'held', {
        code: 'REV_OUTCOME_UNKNOWN',
        message: `sent by the run ${left.runId}, which died before the answer`,
      }),
    )
    await services.ledger.recordRejects(lease, left.run, rejects, at)
  }
}
