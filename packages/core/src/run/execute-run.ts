import type { Column, ErrorCode, RevError } from '@revetl/sdk'
import { problemParts } from '../compiled-mapping.ts'
import type { DeliveryResult } from '../deliver/delivery-options.ts'
import { rejectRecord } from '../deliver/settle-outcomes.ts'
import { changeRows, noChangeRows } from '../diff/change-rows.ts'
import { acceptedKeys, settledKeys, unsentChanges, type Difference } from '../diff/local-diff.ts'
import type { RejectRecord } from '../ledger.ts'
import type { ReadBackReport } from '../read-back-report.ts'
import type { Snapshot } from '../snapshot.ts'
import { foldRun } from '../state/segments/fold-run.ts'
import { checkDbt } from './check-dbt.ts'
import { confirmPlan } from './confirm-plan.ts'
import { deliverChanges } from './deliver-changes.ts'
import { describeColumns } from './describe-model.ts'
import type { SyncDifference } from './diff-sync.ts'
import { planLocally, type PlannedLocally } from './plan-locally.ts'
import { prepareSync, type PreparedSync } from './prepare-sync.ts'
import { recoverRuns } from './recover.ts'
import { removePlanFile } from './plan-file.ts'
import { lastRun, restlessNotes } from './restless-notes.ts'
import { keepChanges } from './run-log/keep-changes.ts'
import type { RunScope } from './run-scope.ts'
import { withSession } from './run-session.ts'
import { unknownSeqs } from './unknown-seqs.ts'
import { openSnapshot, removeOldFiles } from './snapshot-state.ts'
import { nothingReadBack, prepareReadBack, type ReadBackLater } from './verify/read-back-run.ts'
import { chooseEngine } from './warehouse/choose-engine.ts'
import { foldWarehouse, tidyTables } from './warehouse/fold-warehouse.ts'
import { planRunInWarehouse, type PlannedInWarehouse } from './warehouse/plan-run.ts'
import { planFile, snapshotFile } from './state-paths.ts'
import { refuseOtherTarget, rememberTarget } from './sync-target.ts'

/** What the steps of a run came to. */
export interface RunOutcome {
  readonly difference: Difference | undefined
  readonly planHash: string | undefined
  readonly delivery: DeliveryResult | undefined
  readonly guarded: number
  readonly baseline: number
  readonly error: RevError | undefined
  readonly readBack: ReadBackReport | undefined
  readonly notes: readonly string[]
}

/** The steps of a run: recover → read → diff → guard → deliver → fold. */
export async function executeRun(scope: RunScope): Promise<RunOutcome> {
  const { services, sync, source, destination, signal } = scope
  scope.progress('recover')
  await refuseOtherTarget(services, sync)
  const upstream = await checkDbt(sync.model, services.clock.now())
  const folder = services.paths.sync(sync.name)
  const opened = await openSnapshot({
    ledger: services.ledger,
    sync: sync.name,
    folder,
    run: scope.run,
  })
  const columns = await describeColumns(services.project, sync, source, signal)
  const prepared = await prepareSync(sync, destination, columns, signal)
  const former = await recoverRuns(scope, prepared, opened)
  const planned = await planRun(scope, prepared, { columns, former })
  const { difference } = planned.changes
  const total = changeTotal(difference)
  const base = {
    difference,
    planHash: difference.hash,
    delivery: undefined,
    guarded: 0,
    baseline: 0,
    error: undefined,
    readBack: undefined,
    notes: [
      ...upstream,
      ...planned.notes,
      ...(scope.options.isFull || sync.cursor !== undefined
        ? []
        : restlessNotes(difference, await lastRun(services.ledger, sync.name))),
    ],
  }
  const stop = confirmPlan(sync, difference, scope.options.planHash)
  if (stop !== undefined) {
    await discardRun(scope)
    const { warehouse } = planned
    if (warehouse) await tidyTables(scope, warehouse.session, former ?? { segments: [] })
    const guarded = stop.code === 'REV_PLAN_CHANGED' ? 0 : total
    return { ...base, guarded, error: stop }
  }
  await rememberUnsent(scope, prepared, planned.changes)
  const isBaseline =
    scope.options.isBaseline === true || (sync.firstRun === 'baseline' && former === undefined)
  if (isBaseline) await rememberTarget(services, sync)
  const delivery = isBaseline ? undefined : await deliverPlan(scope, prepared, planned)
  scope.progress('settle', { planned: total, done: total })
  // A replacement that was taken back, or that ended half-way, left what had been there.
  const isWhole = delivery === undefined || (delivery.stop === undefined && delivery.pending === 0)
  // What nobody knows the end of is left, with all of the run, to the recovery of the next one.
  const isLeft = delivery !== undefined && delivery.unresolved > 0
  const isReplace = difference.isReplaced && isWhole
  // A destination that stopped the run is not asked for more, and half a replacement shows nothing of itself.
  const readsBack =
    delivery !== undefined && delivery.stop === undefined && (isWhole || !difference.isReplaced)
  const { logNotes, readBack: read } = isLeft
    ? nothingFolded
    : await fold(scope, prepared, { former, planned, isBaseline, isReplace, isWhole, readsBack })
  const { readBack, ...verdict } = await read()
  return {
    ...base,
    notes: [...base.notes, ...logNotes, ...verdict.notes],
    delivery,
    baseline: isBaseline ? total : 0,
    readBack,
    error: delivery?.stop ?? delivery?.leftBecause ?? verdict.error,
  }
}

/** A plan that is durable. */
interface PlannedRun extends PlannedLocally {
  /** Set where the source's database compared: its tables, and the one with the staged model. */
  readonly warehouse?: PlannedInWarehouse['warehouse']
}

function deliverPlan(
  scope: RunScope,
  prepared: PreparedSync,
  { changes: { difference }, plan }: PlannedRun,
): Promise<DeliveryResult> {
  const planned = changeTotal(difference) - difference.accepted
  const session = { scope, prepared, fields: plan.fields, isEmpty: !hasWork(difference) }
  return withSession(session, async () => {
    await rememberTarget(scope.services, scope.sync)
    return deliverChanges({
      scope,
      prepared,
      plan,
      rows: planned > 0 ? changeRows(scope.database, plan.sql) : noChangeRows(),
      run: scope.run,
      firstBatch: 0,
      planned,
    })
  })
}

async function planRun(
  scope: RunScope,
  prepared: PreparedSync,
  {
    columns,
    former,
  }: { readonly columns: readonly Column[]; readonly former: Snapshot | undefined },
): Promise<PlannedRun> {
  const { services, sync, source, signal } = scope
  const session = await chooseEngine({ services, sync, source, signal }, former)
  scope.progress('read')
  if (session !== undefined) {
    return planRunInWarehouse(scope, prepared, { columns, former, session })
  }
  return planLocally(scope, prepared, { columns, former })
}

/** Ends a run that sent nothing: there is nothing to fold. */
async function discardRun({ services, sync, run, info, lease }: RunScope): Promise<void> {
  // The file goes first: without its run in the ledger it would be a stranger's.
  removePlanFile(services.paths.plan(sync.name, { number: run, id: info.id }))
  await services.ledger.discard(lease, run)
}

/** Records that stay back go into the reject index; entries that are no difference any more leave it. */
async function rememberUnsent(
  scope: RunScope,
  prepared: PreparedSync,
  { input, difference }: SyncDifference,
): Promise<void> {
  const { services, lease, run } = scope
  const { ledger, clock, random } = services
  const unsent = Object.values(difference.unsentCounts).some((count) => count > 0)
  for await (const page of unsent ? unsentChanges(input) : []) {
    const rejects = page.flatMap((change): RejectRecord[] => {
      // What is held stays held, whatever is wrong with its row now: nobody knows yet what was written.
      if (change.state !== 'problem' || change.isHeld) return []
      const name = prepared.operations[change.kind as 'added'] ?? 'upsert'
      const reason =
        change.code === null
          ? problemParts(change.message)
          : { code: change.code as ErrorCode, message: change.message }
      return [rejectRecord(change, { name }, 'rejected', reason)]
    })
    if (rejects.length === 0) continue
    await ledger.recordRejects(lease, run, rejects, { now: clock.now(), random: random() })
  }
  const settled = difference.waiting > 0 ? await settledKeys(input) : []
  if (settled.length > 0) await ledger.clearRejects(lease, settled)
}

interface FoldParts {
  readonly former: Snapshot | undefined
  readonly planned: PlannedRun
  readonly isBaseline: boolean
  readonly isReplace: boolean
  /** Whether each change of the plan was dealt with: accepted, or kept in the reject index. */
  readonly isWhole: boolean
  /** Whether some of what was delivered may be read back. */
  readonly readsBack: boolean
}

interface Folded {
  /** What is to be said of the log. */
  readonly logNotes: readonly string[]
  /** Reads back what was delivered: when it is remembered, so that nothing depends on it. */
  readonly readBack: ReadBackLater
}

const nothingFolded: Folded = { logNotes: [], readBack: nothingReadBack }

/** Makes what was delivered a part of the snapshot. */
async function fold(
  scope: RunScope,
  prepared: PreparedSync,
  { former, planned, isWhole, readsBack, ...how }: FoldParts,
): Promise<Folded> {
  const { plan, warehouse } = planned
  const { input, difference } = planned.changes
  const { services, sync, database, run, lease } = scope
  const folder = services.paths.sync(sync.name)
  const hasChanges = changeTotal(difference) > 0
  const unknown = await unknownSeqs(scope, { number: run, id: scope.info.id })
  const parts = { run, former, layout: plan.layout, unknown, ...how }
  const folded = warehouse
    ? await foldWarehouse({
        ...parts,
        scope,
        session: warehouse.session,
        compared: { input, stage: warehouse.stage },
      })
    : hasChanges || how.isReplace || sync.runLog !== undefined
      ? await foldRun({
          ...parts,
          database,
          folder,
          file: snapshotFile({ number: run, id: scope.info.id }, lease.epoch),
          plan: { ...plan, file: planFile({ number: run, id: scope.info.id }) },
          delivered: services.ledger.delivered(run),
        })
      : (former ?? { records: 0, layout: plan.layout, segments: [] })
  const readBack =
    readsBack && hasChanges ? await prepareReadBack(scope, prepared, plan) : nothingReadBack
  const logNotes = await keepChanges(scope, prepared.operations, { number: run, id: scope.info.id })
  // Invariant 13: whoever lost the lease leaves the snapshot alone.
  const cursor = isWhole ? planned.cursor?.reached : planned.cursor?.former
  await services.ledger.fold(lease, run, folded, cursor)
  const accepted = hasChanges && difference.waiting > 0 ? await acceptedKeys(input) : []
  if (accepted.length > 0) await services.ledger.clearRejects(lease, accepted)
  removeOldFiles(folder, folded, run)
  if (warehouse) await tidyTables(scope, warehouse.session, folded, former)
  return { logNotes, readBack }
}

/** Whether anything is to be written; a replacement by nothing is. */
function hasWork(difference: Difference): boolean {
  return difference.isReplaced || changeTotal(difference) > difference.accepted
}

function changeTotal({ counts }: Difference): number {
  return counts.added + counts.changed + counts.removed
}
