import type { Column } from '@revetl/sdk'
import type { CursorMark } from '../ledger.ts'
import { dropStageSql, stageModel } from '../read/stage.ts'
import type { Snapshot } from '../snapshot.ts'
import { checkContract } from './contract/check-contract.ts'
import { markOfStage, syncWindow } from './cursor/sync-window.ts'
import { diffSync, type SyncDifference } from './diff-sync.ts'
import { preparePlanFile, sealPlan, type PlanDescription } from './plan-file.ts'
import { compileSync, readRequest, variablesOf, type PreparedSync } from './prepare-sync.ts'
import type { RunScope } from './run-scope.ts'

/** A plan that is durable. */
export interface PlannedLocally {
  readonly changes: SyncDifference
  readonly plan: PlanDescription
  /** What of the model's contract does not hold and only warns, and why more is read than the cursor says. */
  readonly notes: readonly string[]
  /** How far the sync had read by its cursor, and how far it has when all of the plan is dealt with. */
  readonly cursor?: {
    readonly former: CursorMark | undefined
    readonly reached: CursorMark | undefined
  }
}

/** Plans a run with the local engine. The plan is durable when this returns. */
export async function planLocally(
  scope: RunScope,
  prepared: PreparedSync,
  {
    columns,
    former,
  }: { readonly columns: readonly Column[]; readonly former: Snapshot | undefined },
): Promise<PlannedLocally> {
  const { services, sync, database, source, signal, info } = scope
  const variables = variablesOf(sync, info)
  const request = readRequest(services.project, sync, info)
  const { ledger } = services
  const isWhole = scope.options.isFull === true || scope.options.isBaseline === true
  const startMs = services.clock.now()
  const window = await syncWindow(
    { prepared, columns, database, snapshot: former, ledger, variables, isWhole, nowMs: startMs },
    request,
  )
  const stage = await stageModel({
    database,
    source,
    request: window?.request ?? request,
    columns,
    signal,
    onRows: (done) => scope.progress('read', { done }),
  })
  const mark = window && (await markOfStage(window, stage, database))
  const nowMs = services.clock.now()
  const broken = await checkContract({ ...sync, stage, database, nowMs })
  const mapping = compileSync(prepared, stage.columns, variables)
  scope.progress('diff')
  const rowsPath = services.paths.plan(sync.name, { number: scope.run, id: scope.info.id })
  preparePlanFile(rowsPath)
  const changes = await diffSync({
    prepared,
    database,
    stage,
    mapping,
    folder: services.paths.sync(sync.name),
    snapshot: former,
    rowsPath,
    rejects: services.ledger.rejectIndex(sync.name),
    isFull: scope.options.isFull === true,
    isPartial: window?.isPartial === true,
    now: services.clock.now(),
  })
  // All that is sent lies in the plan: a whole model in memory would stay there until the last answer.
  await database.run(dropStageSql)
  const plan = await sealPlan(scope, {
    changes,
    mapping,
    rowsPath,
    ...(window === undefined ? {} : { cursor: window.identity }),
  })
  const notes = [...(window?.notes ?? []), ...broken]
  return { changes, plan, notes, cursor: { former: window?.former, reached: mark } }
}
