import { RevError } from '@revetl/sdk'
import type { ChangeRow } from '../change-row.ts'
import { rejectRecord } from '../deliver/settle-outcomes.ts'
import type { RepeatedWork } from '../deliver/retry-queue.ts'
import { changeRows } from '../diff/change-rows.ts'
import type { Intent, Ledger, UnfinishedRun } from '../ledger.ts'
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
    const isCommitted = (await ledger.sessionState(left.run)) === 'committed'
    if (isCommitted || (await hasDelivered(scope, left))) {
      return foldLeft(scope, left, { file, snapshot, isCommitted })
    }
  } else if (left.openIntents.length > 0 || (await hasDelivered(scope, left))) {
    throw new RevError(
      'REV_STATE_MISSING',
      `Failed to recover the run ${left.runId} of ${sync.name}: ${path} is gone, and with it what the run had delivered.`,
      { hint: `Restore the state folder from a backup, or run \`rev reset ${sync.name}\`.` },
    )
  }
  // It delivered nothing.
  await ledger.markDiscarded(lease, left.run)
  removeRunFile(path)
  return snapshot
}

async function foldLeft(
  { database, services, lease, sync }: RunScope,
  left: UnfinishedRun,
  {
    file,
    snapshot,
    isCommitted,
  }: {
    readonly file: RunFileMeta
    readonly snapshot: SnapshotMeta
    readonly isCommitted: boolean
  },
): Promise<SnapshotMeta> {
  const { ledger, paths } = services
  await ledger.renewLease(lease)
  const records = await foldRun({
    database,
    run: left.run,
    former: snapshot,
    layout: file.layout,
    delivered: ledger.delivered(left.run),
    unknown: await unknownSeqs(ledger, sync.name, left.run),
    isBaseline: false,
    isReplace: file.isReplace && isCommitted,
  })
  await ledger.markFolded(lease, left.run, records)
  removeRunFile(paths.changes(sync.name, left.run))
  return { ...snapshot, foldedRun: left.run, layout: file.layout }
}

async function hasDelivered({ services }: RunScope, left: UnfinishedRun): Promise<boolean> {
  for await (const page of services.ledger.delivered(left.run))
    if (page.seqs.length > 0) return true
  return false
}

/** Positions of a run whose fate nobody knows. */
export async function unknownSeqs(
  ledger: Ledger,
  sync: string,
  run: number,
): Promise<readonly number[]> {
  const left = (await ledger.unfinishedRuns(sync)).find((one) => one.run === run)
  return (left?.openIntents ?? []).flatMap(({ seqs }) => seqs)
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
  // A session that was taken back has left none.
  const open = (await ledger.unfinishedRuns(scope.sync.name)).find(({ run }) => run === left.run)
  const replays: RepeatedWork[] = []
  for (const intent of open?.openIntents ?? []) {
    const operation = operationPlan(prepared, intent.operation)
    const rows = await rowsOf(scope, file, intent.seqs)
    const { idempotencyKey, isWhole } = intent
    const isUseless =
      operation.resend === 'key' && (!isWhole || isKeyExpired(scope, prepared, left, intent))
    if (operation.onAmbiguous === 'hold' || isUseless) {
      await holdRows(scope, prepared, left, [rows])
    } else {
      const key = isWhole ? idempotencyKey : undefined
      const again = { wasSent: true, isAmbiguous: true, attempt: 1 }
      replays.push({ ...again, operation, rows, idempotencyKey: key })
    }
  }
  if (replays.length > 0) await replay(scope, prepared, left, { file, replays })
}

/** Sends again what a killed run had sent, and only that. */
async function replay(
  scope: RunScope,
  prepared: PreparedSync,
  left: UnfinishedRun,
  { file, replays }: { readonly file: RunFileMeta; readonly replays: readonly RepeatedWork[] },
): Promise<void> {
  const { stop, unresolved } = await deliverChanges({
    scope,
    prepared,
    fields: file.fields,
    rows: noRows(),
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
