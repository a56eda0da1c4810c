import type { Column } from '@revetl/sdk'
import { sameRowsSql } from '../../diff/same-rows-sql.ts'
import type { LocalDatabase } from '../../local-database.ts'
import type { OpenSource } from '../../open-connections.ts'
import { stageModel } from '../../read/stage.ts'
import type { SnapshotLayout } from '../../snapshot-layout.ts'
import type { Snapshot } from '../../snapshot.ts'
import { diffInput } from '../diff-sync.ts'
import { explainFilterFailure } from '../explain-filter.ts'
import { compileSync, readRequest, variablesOf, type PreparedSync } from '../prepare-sync.ts'
import type { EngineServices } from '../run-scope.ts'

interface PresentOptions {
  readonly services: EngineServices
  readonly prepared: PreparedSync
  readonly columns: readonly Column[]
  readonly source: OpenSource
  readonly database: LocalDatabase
  readonly snapshot: Snapshot
  readonly signal: AbortSignal
}

/** The values of a model as they would be planned now. */
export interface PresentValues {
  readonly layout: SnapshotLayout
  /** SELECT of the rows whose key and `fp` a table has, in the columns of the layout. */
  readonly rowsOf: (table: string) => string
  /** What a failure means of a statement that reads these rows. */
  readonly explain: (error: unknown) => Promise<unknown>
}

/** Reads the whole model, by the mapping of now. */
export async function presentValues(options: PresentOptions): Promise<PresentValues> {
  const { services, prepared, columns, source, database, snapshot, signal } = options
  const { sync } = prepared
  const request = readRequest(services.project, sync)
  const stage = await stageModel({ database, source, request, columns, signal })
  const now = services.clock.now()
  const variables = variablesOf(sync, { id: 'verify', startedAt: new Date(now).toISOString() })
  const { input, filter } = await diffInput({
    // Fingerprints are compared that were made in the same way.
    prepared: { ...prepared, sync: { ...sync, track: snapshot.layout.track } },
    database,
    stage,
    mapping: compileSync(prepared, stage.columns, variables),
    folder: services.paths.sync(sync.name),
    // Of what was accepted only the columns are asked for.
    snapshot: { ...snapshot, segments: [] },
    rowsPath: undefined,
    rejects: noRejects(),
    isFull: false,
    now,
  })
  const { select: rows, columns: staged } = stage
  return {
    layout: input.layout,
    rowsOf: (table) =>
      sameRowsSql({ ...input, snapshot: { ...input.snapshot, select: `SELECT * FROM ${table}` } }),
    explain: async (error) =>
      filter === undefined
        ? error
        : explainFilterFailure(error, { sync, filter, rows, columns: staged, database }),
  }
}

async function* noRejects(): AsyncGenerator<never, void, void> {}
