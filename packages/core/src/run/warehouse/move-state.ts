import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { errorMessage, RevError } from '@revetl/sdk'
import { analyzeSql, createTableSql, scratchTable } from '@revetl/sdk/sql'
import { openSource } from '../../host/open-source.ts'
import type { Lease } from '../../ledger.ts'
import type { LocalDatabase } from '../../local-database.ts'
import { writeParquetSql } from '../../plan-rows.ts'
import type { Sync } from '../../project.ts'
import type { StateMove } from '../../reports.ts'
import { isInWarehouse, keptColumns } from '../../scratch-tables.ts'
import { uploadRows } from '../../scratch-upload.ts'
import { keyColumns, splitFingerprint } from '../../snapshot-layout.ts'
import { snapshotSelect, type Segment, type Snapshot } from '../../snapshot.ts'
import { sealFile } from '../../state/segments/seal-file.ts'
import { segmentColumns } from '../../state/warehouse/fold-sql.ts'
import { printText } from '../../state/warehouse/upload-select.ts'
import { holdLease } from '../lease-keeper.ts'
import type { EngineServices } from '../run-scope.ts'
import { openSnapshot, removeOldFiles } from '../snapshot-state.ts'
import { openScratch, snapshotSchema } from './choose-engine.ts'
import { dropOldTables, loadAccepted } from './fold-warehouse.ts'
import type { ScratchSession } from './scratch-session.ts'

type Place = StateMove['to']

/**
 * Copies what a sync delivered to the other engine. It counts when the ledger has it; only then the old goes.
 * @throws `REV_RUN_INCOMPLETE` where a run of the sync did not end
 */
export async function moveState(
  services: EngineServices,
  sync: Sync,
  to: Place,
  signal: AbortSignal,
): Promise<StateMove> {
  const { ledger, clock, paths } = services
  await using held = await holdLease(ledger, sync.name, { clock, waitMs: 0, signal })
  if ((await ledger.unfinishedRuns(sync.name)).length > 0) throw unfinished(sync)
  const folder = paths.sync(sync.name)
  const snapshot = await openSnapshot({ ledger, sync: sync.name, folder })
  const isThere = isInWarehouse(snapshot)
  const from = isThere === undefined ? undefined : isThere ? 'warehouse' : 'local'
  if (snapshot === undefined || from === undefined || from === to) {
    return { sync: sync.name, from, to, records: 0 }
  }
  await using source = await openSource(sync.model.source, services.host)
  await using database = await services.openDatabase({
    statePath: services.project.statePath,
    spillPath: paths.spill(services.newId()),
    memoryMax: services.project.memoryMax,
  })
  const schema = snapshotSchema(snapshot) ?? sync.diff?.schema ?? '_rev'
  const session = await openScratch({ services, sync, source, signal }, schema)
  const parts = { services, sync, lease: held.lease, database, session, snapshot, folder }
  const segment = await (to === 'warehouse' ? copyToWarehouse(parts) : copyToFile(parts))
  const { records, layout, foldedRun } = snapshot
  if (segment.rows !== records) throw miscounted(sync, records, segment.rows)
  held.assertAlive()
  await ledger.moveSnapshot(held.lease, { records, layout, segments: [segment] })
  removeOldFiles(folder, { segments: [segment] }, foldedRun)
  await session.keepFiltered(undefined)
  await dropOldTables(session, { segments: [segment] }, isThere ? snapshot : undefined)
  return { sync: sync.name, from, to, records }
}

interface CopyParts {
  readonly sync: Sync
  readonly lease: Lease
  readonly database: LocalDatabase
  readonly session: ScratchSession
  readonly snapshot: Snapshot
  readonly folder: string
}

/** One table with everything that was accepted. What the database's own fingerprints are, the next run finds out. */
async function copyToWarehouse({
  lease,
  database,
  session,
  snapshot,
  folder,
}: CopyParts): Promise<Segment> {
  const { layout, foldedRun } = snapshot
  const { scratch, execute } = session
  await session.pushdown.prepare(scratch.schema, session.signal)
  const file = await session.name('state', `${foldedRun}_${lease.epoch}`)
  const table = { name: file, columns: segmentColumns(scratch, layout) }
  await execute(createTableSql(scratch, table))
  const kept = keptColumns(layout)
  const select = [
    ...keyColumns(layout).map((key) => `${key}::VARCHAR`),
    printText('fp'),
    'run::VARCHAR',
    'to_json(remote)::VARCHAR',
    ...kept.map((name) => `${name}::VARCHAR`),
    "'0'",
  ]
  await uploadRows(
    database,
    `SELECT ${select.join(', ')} FROM (${snapshotSelect(folder, snapshot, layout)})`,
    {
      scratch,
      table: file,
      columns: table.columns.filter(({ name }) => name !== 'raw' && name !== 'mp'),
      execute,
    },
  )
  await execute(analyzeSql(scratch, table))
  const rows = await session.count(`SELECT count(*) AS n FROM ${scratchTable(scratch, file)}`)
  return { file, rows, digest: '', schema: scratch.schema }
}

/** One file with everything that was accepted. */
async function copyToFile({
  lease,
  database,
  session,
  snapshot,
  folder,
}: CopyParts): Promise<Segment> {
  const select = await loadAccepted({ database, signal: session.signal }, session, snapshot)
  const file = `snapshot-${snapshot.foldedRun}-${lease.epoch}.parquet`
  const path = join(folder, file)
  mkdirSync(folder, { recursive: true })
  const whole = `SELECT *, false AS gone FROM (${select})`
  const rows = await database.run(writeParquetSql(splitFingerprint(whole), path))
  return { file, rows, digest: await sealFile(path) }
}

/** Drops the tables of a sync that was reset; where the database cannot be reached, its next run there does. */
export async function dropTables(
  services: EngineServices,
  sync: Sync,
  snapshot: Snapshot | undefined,
): Promise<void> {
  // A run that failed before it delivered anything left tables as well.
  const schema = snapshotSchema(snapshot) ?? sync.diff?.schema
  if (schema === undefined) return
  try {
    const signal = new AbortController().signal
    await using source = await openSource(sync.model.source, services.host)
    const session = await openScratch({ services, sync, source, signal }, schema)
    await session.keepFiltered(undefined)
    await dropOldTables(session, { segments: [] }, snapshot)
  } catch (error) {
    services.log.warn('Tables of a sync that was reset are left', {
      sync: sync.name,
      schema,
      reason: errorMessage(error),
    })
  }
}

function unfinished({ name }: Sync): RevError {
  return new RevError(
    'REV_RUN_INCOMPLETE',
    `Failed to move the state of ${name}: a run of it did not end.`,
    {
      hint: `Run \`rev run ${name}\` first: it takes over what that run delivered.`,
    },
  )
}

function miscounted({ name }: Sync, expected: number, got: number): RevError {
  return new RevError(
    'REV_STATE_BROKEN',
    `Failed to move the state of ${name}: expected ${expected} records, got ${got}. It is where it was.`,
    { hint: `Restore it from a backup, or run \`rev reset ${name}\` to deliver everything again.` },
  )
}
