import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { RevError, type BatchField } from '@revetl/sdk'
import type { CompiledMapping } from '../compiled-mapping.ts'
import { changeSql, type ChangeSql } from '../diff/change-rows.ts'
import { isDelta } from '../diff/staged-sql.ts'
import type { UnfinishedRun } from '../ledger.ts'
import type { LocalDatabase } from '../local-database.ts'
import { viewChangesSql, viewRowsSql } from '../plan-rows.ts'
import type { SnapshotLayout } from '../snapshot-layout.ts'
import { digestOf, sealFile } from '../state/segments/seal-file.ts'
import type { SyncDifference } from './diff-sync.ts'
import { batchFields } from './prepare-sync.ts'
import type { RunScope } from './run-scope.ts'

/** How to read the rows of a plan; the ledger keeps it, and the rows are in a file. */
export interface PlanDescription {
  /** SHA-256 of the file. */
  readonly digest: string
  readonly layout: SnapshotLayout
  readonly sql: ChangeSql
  readonly isReplace: boolean
  /** Whether values of a changed record that did not change are missing; absent where an older version made the plan. */
  readonly isDelta?: boolean
  readonly fields: readonly BatchField[]
  /** The identity of the cursor that the run read by; absent without one. */
  readonly cursor?: string
  /** The schema of the tables that the run is folded into; absent for files. */
  readonly schema?: string
}

/** Makes room for the rows of a new plan, which outlive the process so that a killed run can be folded in. */
export function preparePlanFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  removePlanFile(path)
}

/** Says how a plan is to be read whose file is durable; only now does it count. */
export async function sealPlan(
  { services, lease, run }: RunScope,
  {
    changes: { input, difference },
    mapping,
    rowsPath,
    ...more
  }: {
    readonly changes: SyncDifference
    readonly mapping: CompiledMapping
    readonly rowsPath: string
  } & Pick<PlanDescription, 'schema' | 'cursor'>,
): Promise<PlanDescription> {
  const sealed: PlanDescription = {
    digest: await sealFile(rowsPath),
    layout: input.layout,
    sql: changeSql(input),
    isReplace: difference.isReplaced,
    isDelta: isDelta(input),
    fields: batchFields(mapping),
    ...more,
  }
  await services.ledger.sealPlan(lease, run, JSON.stringify(sealed))
  return sealed
}

/**
 * Opens the plan that a killed run left. @returns undefined where it is not there.
 * @throws `REV_STATE_BROKEN` for a file that is not the one that was written.
 */
export async function openPlanFile(
  database: LocalDatabase,
  path: string,
  { plan }: UnfinishedRun,
): Promise<PlanDescription | undefined> {
  if (plan === undefined || !existsSync(path)) return undefined
  const description = JSON.parse(plan) as PlanDescription
  if ((await digestOf(path)) !== description.digest) {
    throw new RevError('REV_STATE_BROKEN', `Failed to read ${path}: it is not as it was written.`, {
      hint: 'Restore the state folder from a backup, or run `rev reset SYNC` to deliver everything again.',
    })
  }
  await database.run(viewRowsSql(path))
  const { layout, isReplace: isReplaced } = description
  await database.run(viewChangesSql(layout, { isReplaced, hasMarks: false }))
  return description
}

/** Removes the rows of a plan. */
export function removePlanFile(path: string): void {
  rmSync(path, { force: true })
}
