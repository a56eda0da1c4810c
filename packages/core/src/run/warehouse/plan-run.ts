import type { Column } from '@revetl/sdk'
import type { Snapshot } from '../../snapshot.ts'
import type { StagedTables } from '../../state/warehouse/fold-sql.ts'
import type { SyncDifference } from '../diff-sync.ts'
import { preparePlanFile, sealPlan, type PlanDescription } from '../plan-file.ts'
import { variablesOf, type PreparedSync } from '../prepare-sync.ts'
import type { RunScope } from '../run-scope.ts'
import { compareInWarehouse } from './compare-in-warehouse.ts'
import { dropOldTables } from './fold-warehouse.ts'
import { rememberFiltered } from './remember-filtered.ts'
import type { ScratchSession } from './scratch-session.ts'

/** A plan that is durable, with the tables that its fold needs. */
export interface PlannedInWarehouse {
  readonly changes: SyncDifference
  /** What of the model's contract does not hold and only warns. */
  readonly notes: readonly string[]
  readonly plan: PlanDescription
  readonly warehouse: { readonly session: ScratchSession; readonly stage: StagedTables }
}

/** Plans a run inside the database of its source. The plan is durable when this returns. */
export async function planRunInWarehouse(
  scope: RunScope,
  prepared: PreparedSync,
  {
    columns,
    former,
    session,
  }: {
    readonly columns: readonly Column[]
    readonly former: Snapshot | undefined
    readonly session: ScratchSession
  },
): Promise<PlannedInWarehouse> {
  const { services, sync, info, run } = scope
  if (sync.filter === undefined && session.filtered !== undefined)
    await session.keepFiltered(undefined)
  // What a killed run left; nobody else has the lease.
  await dropOldTables(session, former ?? { segments: [] })
  const rowsPath = services.paths.plan(sync.name, { number: run, id: info.id })
  preparePlanFile(rowsPath)
  const options = {
    session,
    prepared,
    columns,
    variables: variablesOf(sync, info),
    database: scope.database,
    snapshot: former,
    projectPath: services.project.path,
    rowsPath,
    rejects: services.ledger.rejectIndex(sync.name),
    isFull: scope.options.isFull === true,
    now: services.clock.now(),
    name: `${run}_${scope.lease.epoch}`,
    onRows: (done: number) => scope.progress('read', { done }),
  }
  const { changes, mapping, stage, broken, filtered } = await compareInWarehouse(options)
  const { table } = stage
  const staged = { table, filtered: filtered && (await rememberFiltered(options, stage, filtered)) }
  const { schema } = session.scratch
  const plan = await sealPlan(scope, { changes, mapping, rowsPath, schema })
  return { changes, notes: broken, plan, warehouse: { session, stage: staged } }
}
