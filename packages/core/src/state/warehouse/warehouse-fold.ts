import type { Scratch } from '@revetl/sdk/sql'
import type { DeliveredPage } from '../../ledger.ts'
import type { LocalDatabase } from '../../local-database.ts'
import type { ExecuteStatements } from '../../scratch-upload.ts'
import type { SnapshotLayout } from '../../snapshot-layout.ts'
import type { Snapshot } from '../../snapshot.ts'
import type { StagedTables } from './fold-sql.ts'

/** What a fold into a warehouse is made from. */
export interface WarehouseFold {
  readonly database: LocalDatabase
  readonly scratch: Scratch
  readonly execute: ExecuteStatements
  /** The first number of the first row of a query. */
  readonly count: (sql: string) => Promise<number>
  /** Names for the tables that it makes; they carry run and epoch, so that nobody else writes them. */
  readonly tables: { readonly upload: string; readonly written: string; readonly merged: string }
  readonly run: number
  readonly former: Snapshot | undefined
  readonly layout: SnapshotLayout
  readonly delivered: AsyncIterable<DeliveredPage>
  readonly unknown: readonly number[]
  readonly isBaseline: boolean
  readonly isReplace: boolean
  /** The tables in which the run had staged its model; undefined for one that is not known any more. */
  readonly stage: StagedTables | undefined
  /** SQL over a change that gives the fingerprint of its match fields; undefined where keys tell records apart. */
  readonly matchPrint: string | undefined
  /** SELECT of the keys, with `match_print`, that were staged and map to what was accepted. */
  readonly same: string | undefined
  /** SELECT of everything that was accepted, in the layout of now: asked for where that is another one. */
  readonly accepted: () => Promise<string>
}
