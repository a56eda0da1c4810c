import type { Column } from '@revetl/sdk'
import { changeSql } from '../../diff/change-rows.ts'
import type { Snapshot } from '../../snapshot.ts'
import { sealFile } from '../../state/segments/seal-file.ts'
import type { StagedTables } from '../../state/warehouse/fold-sql.ts'
import type { SyncDifference } from '../diff-sync.ts'
import { preparePlanFile, sealPlan, type PlanDescription } from '../plan-file.ts'
import { batchFields, type PreparedSync } from '../prepare-sync.ts'
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
  const rowsPath = services.paths.plan(sync.name, run)
  preparePlanFile(rowsPath)
  const options = {
    session,
    prepared,
    columns,
    variables: {
      'run.id': info.id,
      'run.started_at': info.startedAt,
      'sync.name': sync.name,
    },
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
  const { input, difference } = changes
  const plan = await sealPlan(scope, {
    digest: await sealFile(rowsPath),
    layout: input.layout,
    sql: changeSql(input),
    isReplace: difference.isReplaced,
    fields: batchFields(mapping),
    schema: session.scratch.schema,
  })
  return { changes, notes: broken, plan, warehouse: { session, stage: staged } }
}
