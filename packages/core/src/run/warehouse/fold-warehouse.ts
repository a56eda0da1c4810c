import { errorMessage } from '@revetl/sdk'
import { snapshotView, sameKeysTable } from '../../diff/diff-tables.ts'
import { hasMatchPrint, matchPrintOf } from '../../diff/match-print.ts'
import { newestRows, keptColumns } from '../../scratch-tables.ts'
import { stageAccepted } from '../../read/stage-candidates.ts'
import { keyColumns, type SnapshotLayout } from '../../snapshot-layout.ts'
import { inLayout, type Snapshot } from '../../snapshot.ts'
import { foldInWarehouse } from '../../state/warehouse/fold-in-warehouse.ts'
import type { StagedTables } from '../../state/warehouse/fold-sql.ts'
import type { SyncDifference } from '../diff-sync.ts'
import type { RunScope } from '../run-scope.ts'
import type { ScratchSession } from './scratch-session.ts'

interface FoldOptions {
  readonly scope: RunScope
  readonly session: ScratchSession
  /** The run whose plan is folded. */
  readonly run: number
  readonly former: Snapshot | undefined
  readonly layout: SnapshotLayout
  readonly unknown: readonly number[]
  readonly isBaseline: boolean
  readonly isReplace: boolean
  /** What this process has worked out; undefined for a run that was killed. */
  readonly compared:
    | { readonly input: SyncDifference['input']; readonly stage: StagedTables }
    | undefined
}

/** Folds a run into the tables of its sync. They count when the ledger has them. */
export async function foldWarehouse(options: FoldOptions): Promise<Omit<Snapshot, 'foldedRun'>> {
  const { scope, session, run, compared, former, layout } = options
  session.outliveRun()
  const of = `${run}_${scope.lease.epoch}`
  const tables = {
    upload: await session.name('upload', of),
    written: await session.name('state', of),
    merged: await session.name('merged', of),
  }
  return foldInWarehouse({
    database: scope.database,
    scratch: session.scratch,
    execute: async (statements) => {
      scope.assertLease()
      await session.execute(statements)
    },
    count: session.count,
    tables,
    run,
    former,
    layout,
    delivered: scope.services.ledger.delivered(run),
    unknown: options.unknown,
    isBaseline: options.isBaseline,
    isReplace: options.isReplace,
    stage: compared?.stage,
    matchPrint: compared && matchPrintSql(compared.input),
    same: compared && `SELECT * FROM ${sameKeysTable}`,
    accepted: async () => {
      const isHere = former === undefined || (compared && (await holdsAll(scope, former)))
      if (isHere) return `SELECT * FROM ${snapshotView}`
      return inLayout(await loadAccepted(scope, session, former), layout, former.layout)
    },
  })
}

/** Whether everything that was accepted came with the rows that can differ: a row that was the same before did not. */
async function holdsAll({ database }: RunScope, { records }: Snapshot): Promise<boolean> {
  const [[here = 0] = []] = await database.rows(`SELECT count(*) FROM ${snapshotView}`)
  return Number(here) === records
}

/** The same after a fold: what cannot be dropped now, the next run drops, and the run is as good without. */
export async function tidyTables(
  { services, sync }: Pick<RunScope, 'services' | 'sync'>,
  ...tables: Parameters<typeof dropOldTables>
): Promise<void> {
  try {
    await dropOldTables(...tables)
  } catch (error) {
    const reason = errorMessage(error)
    services.log.warn('Scratch tables are left for the next run to drop', {
      sync: sync.name,
      reason,
    })
  }
}

/** Drops what only the run needed, and tables of the snapshot that were merged into others. */
export async function dropOldTables(
  session: ScratchSession,
  { segments }: Pick<Snapshot, 'segments'>,
  former?: Pick<Snapshot, 'segments'>,
): Promise<void> {
  const merged = (former?.segments ?? []).map(({ file }) => file)
  await session.dropOthers(
    segments.map(({ file }) => file),
    merged,
  )
}

function matchPrintSql(input: SyncDifference['input']): string | undefined {
  return hasMatchPrint(input) ? matchPrintOf(input) : undefined
}

/** Brings everything that was accepted to the local engine. @returns a SELECT of it in its own layout */
export async function loadAccepted(
  { database, signal }: Pick<RunScope, 'database' | 'signal'>,
  session: ScratchSession,
  { layout, segments }: Pick<Snapshot, 'layout' | 'segments'>,
  where?: string,
): Promise<string> {
  const state = ['fp', 'run', 'remote', ...keptColumns(layout)]
  const names = [...keyColumns(layout), ...state]
  const list = [...keyColumns(layout), ...state.map((name, index) => `${name} AS a${index}`)]
  const rows = newestRows(session.scratch, segments, layout, names)
  const read = await session.read(
    `SELECT ${list.join(', ')} FROM (${rows}) s ${where === undefined ? '' : `WHERE ${where}`}`,
  )
  return stageAccepted({ database, read, layout, signal })
}
