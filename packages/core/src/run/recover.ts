import { RevError } from '@revetl/sdk'
import type { ChangeRow } from '../change-row.ts'
import { rejectRecord } from '../deliver/settle-outcomes.ts'
import type { RepeatedWork } from '../deliver/retry-queue.ts'
import { changeRows } from '../diff/change-rows.ts'
import type { Intent, UnfinishedRun } from '../ledger.ts'
import { countSnapshot, foldRun } from '../state/duckdb/fold-run.ts'
import type { SnapshotMeta } from '../state/duckdb/snapshot-file.ts'
import { deliverChanges } from './deliver-changes.ts'
import { operationPlan, type PreparedSync } from './prepare-sync.ts'
import { openRunFile, removeRunFile, type RunFileMeta } from './run-file.ts'
import type { RunScope } from './run-scope.ts'
import { abortSession, type SessionState } from './run-session.ts'

/**
 * Finishes what killed runs left: their settled batches are folded into the snapshot, and intents without an answer
 * are unknown and dealt with as their operation allows. Invariant: nothing is planned before that is done.
 * @returns the snapshot's description after it.
 */
export async function recoverRuns(
  scope: RunScope,
  prepared: PreparedSync,
  snapshot: SnapshotMeta | undefined,
): Promise<SnapshotMeta | undefined> {
  const { ledger } = scope.services
  let meta = snapshot
  for (const left of await ledger.unfinishedRuns(scope.sync.name)) {
    if (left.run !== scope.run) meta = await recoverRun(scope, prepared, left, meta)
  }
  return meta
}

async function recoverRun(
  scope: RunScope,
  prepared: PreparedSync,
  left: UnfinishedRun,
  snapshot: SnapshotMeta | undefined,
): Promise<SnapshotMeta | undefined> {
  const { database, services, lease, sync } = scope
  const { ledger, paths } = services
  const path = paths.changes(sync.name, left.run)
  const file = await openRunFile(database, path)
  if (snapshot !== undefined && snapshot.foldedRun >= left.run) {
    // It died between folding and saying so.
    await ledger.markFolded(lease, left.run, await countSnapshot(database))
    removeRunFile(path)
    return snapshot
  }
  if (file && snapshot) {
    await settleSession(scope, prepared, left, file)
    await settleUnknown(scope, prepared, left, file)
    const records = await foldRun({
      database,
      run: left.run,
      former: snapshot,
      layout: file.layout,
      delivered: ledger.delivered(left.run),
      isBaseline: false,
      isReplace: file.isReplace && (await ledger.sessionState(left.run)) === 'committed',
    })
    await ledger.markFolded(lease, left.run, records)
    removeRunFile(path)
    return { ...snapshot, foldedRun: left.run, layout: file.layout }
  }
  if (left.openIntents.length > 0 || (await hasDelivered(scope, left))) {
    throw new RevError(
      'REV_STATE_MISSING',
      `Failed to recover the run ${left.runId} of ${sync.name}: ${path} is gone, and with it what the run had delivered.`,
      { hint: `Restore the state folder from a backup, or run \`rev reset ${sync.name}\`.` },
    )
  }
  // It sent nothing.
  await ledger.markDiscarded(lease, left.run)
  removeRunFile(path)
  return snapshot
}

async function hasDelivered({ services }: RunScope, left: UnfinishedRun): Promise<boolean> {
  for await (const page of services.ledger.delivered(left.run))
    if (page.seqs.length > 0) return true
  return false
}

/** Takes back a write that never became visible: then none of its records count as delivered. */
async function settleSession(
  scope: RunScope,
  prepared: PreparedSync,
  left: UnfinishedRun,
  file: RunFileMeta,
): Promise<void> {
  const { ledger } = scope.services
  const state = (await ledger.sessionState(left.run)) as SessionState | undefined
  if (state === undefined || state === 'committed') return
  const name = prepared.operations.added
  await abortSession(scope, prepared, left.runId, file.fields)
  // Replacing once more gives the same, however single records may be resent.
  const isSafe =
    file.isReplace || (name !== undefined && operationPlan(prepared, name).onAmbiguous === 'retry')
  if (state === 'committing' && !isSafe) {
    // It may have become visible: only a person can tell.
    await holdRows(scope, prepared, left, changeRows(scope.database, file.sql))
  }
  await ledger.forgetBatches(scope.lease, left.run)
}

/** Deals with changes that were sent and never answered. */
async function settleUnknown(
  scope: RunScope,
  prepared: PreparedSync,
  left: UnfinishedRun,
  file: RunFileMeta,
): Promise<void> {
  const { ledger } = scope.services
  const delivered = new Set<number>()
  const open = (await ledger.unfinishedRuns(scope.sync.name)).find(({ run }) => run === left.run)
  const intents = open?.openIntents ?? []
  if (intents.length === 0) return
  for await (const page of ledger.delivered(left.run))
    for (const seq of page.seqs) delivered.add(seq)
  const replays: RepeatedWork[] = []
  for (const intent of intents) {
    const seqs = intent.seqs.filter((seq) => !delivered.has(seq))
    const rows = await rowsOf(scope, file, seqs)
    const plan = operationPlan(prepared, intent.operation)
    if (rows.length === 0 || (plan.onAmbiguous === 'retry' && plan.resend === 'safe')) continue
    if (plan.onAmbiguous === 'hold' || isKeyExpired(scope, prepared, left, intent)) {
      await holdRows(scope, prepared, left, [rows])
    } else {
      const isWhole = rows.length === intent.seqs.length
      replays.push({
        operation: plan,
        rows,
        attempt: 1,
        wasSent: true,
        idempotencyKey: isWhole ? intent.idempotencyKey : undefined,
      })
    }
  }
  if (replays.length === 0) return
  await deliverChanges({
    scope,
    prepared,
    fields: file.fields,
    rows: noRows(),
    replays,
    run: left.run,
    firstBatch: (await ledger.lastBatch(left.run)) + 1,
    planned: replays.reduce((sum, { rows }) => sum + rows.length, 0),
  })
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

async function rowsOf(
  { database }: RunScope,
  file: RunFileMeta,
  seqs: readonly number[],
): Promise<readonly ChangeRow[]> {
  if (seqs.length === 0) return []
  const rows: ChangeRow[] = []
  const where = `seq IN (${seqs.join(', ')})`
  for await (const page of changeRows(database, file.sql, where)) rows.push(...page)
  return rows
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

async function* noRows(): AsyncGenerator<readonly ChangeRow[], void, void> {
  // A replay sends nothing but what was sent before.
}
