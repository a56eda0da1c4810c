import type { ErrorCode, RevError } from '@revetl/sdk'
import { problemParts } from '../compiled-mapping.ts'
import type { DeliveryResult } from '../deliver/delivery-options.ts'
import { rejectRecord } from '../deliver/settle-outcomes.ts'
import { changeRows, changeSql } from '../diff/change-rows.ts'
import { acceptedKeys, settledKeys, unsentChanges, type Difference } from '../diff/local-diff.ts'
import type { RejectRecord } from '../ledger.ts'
import { stageModel } from '../read/stage.ts'
import { foldRun } from '../state/duckdb/fold-run.ts'
import type { SnapshotMeta } from '../state/duckdb/snapshot-file.ts'
import { confirmPlan } from './confirm-plan.ts'
import { deliverChanges } from './deliver-changes.ts'
import { describeColumns } from './describe-model.ts'
import { diffSync, type SyncDifference } from './diff-sync.ts'
import {
  batchFields,
  compileSync,
  prepareSync,
  readRequest,
  type PreparedSync,
} from './prepare-sync.ts'
import { recoverRuns, unknownSeqs } from './recover.ts'
import { prepareRunFile, removeRunFile, sealRunFile } from './run-file.ts'
import type { RunScope } from './run-scope.ts'
import { withSession } from './run-session.ts'
import { attachSnapshot, createSnapshot } from './snapshot-state.ts'

/** What the steps of a run came to. */
export interface RunOutcome {
  readonly difference: Difference | undefined
  readonly delivery: DeliveryResult | undefined
  readonly guarded: number
  readonly baseline: number
  readonly error: RevError | undefined
  readonly notes: readonly string[]
}

/** The steps of a run: recover → read → diff → guard → deliver → fold. */
export async function executeRun(scope: RunScope): Promise<RunOutcome> {
  const { services, sync, database, destination, signal } = scope
  scope.progress('recover')
  const path = services.paths.snapshot(sync.name)
  const attach = { database, ledger: services.ledger, sync: sync.name, path, run: scope.run }
  const attached = await attachSnapshot(attach, 'write')
  const columns = await describeColumns(services.project, sync, scope.source, signal)
  const prepared = await prepareSync(sync, destination, columns, signal)
  const former = await recoverRuns(scope, prepared, attached)
  const { changes, fields } = await planRun(scope, prepared, former)
  const { input, difference } = changes
  const base = {
    difference,
    delivery: undefined,
    guarded: 0,
    baseline: 0,
    error: undefined,
    notes: [],
  }
  const total = changeTotal(difference)
  const stop = confirmPlan(sync, difference, scope.options.planHash)
  if (stop !== undefined) {
    await discardRun(scope)
    return { ...base, guarded: stop.code === 'REV_PLAN_CHANGED' ? 0 : total, error: stop }
  }
  const snapshot = await createSnapshot(
    { ...attach, lease: scope.lease, id: services.newId(), layout: input.layout },
    former,
  )
  await rememberUnsent(scope, prepared, changes)
  const isFirst = former === undefined || former.foldedRun === 0
  const isBaseline = scope.options.isBaseline === true || (sync.firstRun === 'baseline' && isFirst)
  const delivery = isBaseline
    ? undefined
    : await withSession({ scope, prepared, fields, isEmpty: !hasWork(difference) }, () =>
        deliverChanges({
          scope,
          prepared,
          fields,
          rows: changeRows(database, changeSql(input)),
          run: scope.run,
          firstBatch: 0,
          planned: total - difference.accepted,
        }),
      )
  scope.progress('settle', { planned: total, done: total })
  // A replacement that was taken back, or that ended half-way, left what had been there.
  const isWhole = delivery === undefined || (delivery.stop === undefined && delivery.pending === 0)
  // What nobody knows the end of is left, with all of the run, to the recovery of the next one.
  if (delivery === undefined || delivery.unresolved === 0) {
    const isReplace = difference.isReplaced && isWhole
    await fold(scope, snapshot, changes, { isBaseline, isReplace })
  }
  return {
    ...base,
    delivery,
    baseline: isBaseline ? total : 0,
    error: delivery?.stop ?? delivery?.leftBecause,
  }
}

async function planRun(
  scope: RunScope,
  prepared: PreparedSync,
  former: SnapshotMeta | undefined,
): Promise<{ changes: SyncDifference; fields: ReturnType<typeof batchFields> }> {
  const { services, sync, database, source, signal, info } = scope
  scope.progress('read')
  const stage = await stageModel({
    database,
    source,
    request: readRequest(services.project, sync),
    signal,
    onRows: (done) => scope.progress('read', { done }),
  })
  const mapping = compileSync(prepared, stage.columns, {
    'run.id': info.id,
    'run.started_at': info.startedAt,
    'sync.name': sync.name,
  })
  const fields = batchFields(mapping)
  scope.progress('diff')
  const changesPath = services.paths.changes(sync.name, scope.run)
  prepareRunFile(changesPath)
  const changes = await diffSync({
    prepared,
    database,
    stage,
    mapping,
    former: former?.layout,
    changesPath,
    rejects: services.ledger.rejectIndex(sync.name),
    isFull: scope.options.isFull === true,
    now: services.clock.now(),
  })
  const { input, difference } = changes
  sealRunFile(changesPath, {
    layout: input.layout,
    sql: changeSql(input),
    isReplace: difference.isReplaced,
    fields,
  })
  return { changes, fields }
}

/** Ends a run that sent nothing: there is nothing to fold. */
async function discardRun({ services, sync, run, lease }: RunScope): Promise<void> {
  removeRunFile(services.paths.changes(sync.name, run))
  await services.ledger.markDiscarded(lease, run)
}

/** Records that stay back go into the reject index; entries that are no difference any more leave it. */
async function rememberUnsent(
  scope: RunScope,
  prepared: PreparedSync,
  { input }: SyncDifference,
): Promise<void> {
  const { services, lease, run } = scope
  const { ledger, clock, random } = services
  for await (const page of unsentChanges(input)) {
    const rejects = page.flatMap((change): RejectRecord[] => {
      if (change.state !== 'problem') return []
      const name = prepared.operations[change.kind as 'added'] ?? 'upsert'
      const reason =
        change.code === null
          ? problemParts(change.message)
          : { code: change.code as ErrorCode, message: change.message }
      return [rejectRecord(change, { name }, 'rejected', reason)]
    })
    await ledger.recordRejects(lease, run, rejects, { now: clock.now(), random: random() })
  }
  const settled = await settledKeys(input)
  if (settled.length > 0) await ledger.clearRejects(lease, settled)
}

async function fold(
  scope: RunScope,
  snapshot: SnapshotMeta,
  { input }: SyncDifference,
  how: { readonly isBaseline: boolean; readonly isReplace: boolean },
): Promise<void> {
  const { services, sync, database, run, lease } = scope
  // Invariant 13: whoever lost the lease leaves the snapshot alone.
  await services.ledger.renewLease(lease)
  const records = await foldRun({
    database,
    run,
    former: snapshot,
    layout: input.layout,
    delivered: services.ledger.delivered(run),
    unknown: await unknownSeqs(services.ledger, sync.name, run),
    ...how,
  })
  await services.ledger.markFolded(lease, run, records)
  await services.ledger.clearRejects(lease, await acceptedKeys(input))
  removeRunFile(services.paths.changes(sync.name, run))
}

/** Whether anything is to be written; a replacement by nothing is. */
function hasWork(difference: Difference): boolean {
  return difference.isReplaced || changeTotal(difference) > difference.accepted
}

function changeTotal({ counts }: Difference): number {
  return counts.added + counts.changed + counts.removed
}
