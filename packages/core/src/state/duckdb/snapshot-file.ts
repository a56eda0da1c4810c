import { existsSync, renameSync, rmSync } from 'node:fs'
import { RevError } from '@revetl/sdk'
import { stateCatalog, type LocalDatabase } from '../../local-database.ts'
import { keySqlType, type SnapshotLayout } from '../../snapshot-layout.ts'
import { quoteText } from '../../sql.ts'

const formatVersion = 1

/** What a snapshot file says of itself. */
export interface SnapshotMeta {
  readonly id: string
  readonly sync: string
  readonly foldedRun: number
  readonly layout: SnapshotLayout
}

/** The snapshot of one sync in a DuckDB file of its own, attached to the database of the run. */
export const snapshotTable = `${stateCatalog}.main.snapshot`
const metaTable = `${stateCatalog}.main.meta`

/** Makes the file of a new snapshot and attaches it. It gets its name once it is whole. */
export async function createSnapshotFile(
  database: LocalDatabase,
  path: string,
  meta: SnapshotMeta,
): Promise<void> {
  const draft = `${path}.draft`
  removeDatabaseFile(draft)
  await database.attachState(draft, 'write')
  await createSnapshotTables(database, meta)
  await database.run(`DETACH ${stateCatalog}`)
  removeDatabaseFile(path)
  renameSync(draft, path)
  await database.attachState(path, 'write')
}

async function createSnapshotTables(database: LocalDatabase, meta: SnapshotMeta): Promise<void> {
  const { layout } = meta
  const columns = [
    ...layout.keys.map(({ type }, index) => `k${index} ${keySqlType(type)}`),
    'fp UHUGEINT',
    'run INTEGER',
    'remote VARCHAR',
    ...layout.matchColumns.map(({ column }) => `${column} VARCHAR`),
    ...fieldColumns(layout).map((column) => `${column} ${fieldSqlType(layout)}`),
  ]
  await database.run(
    `BEGIN; CREATE TABLE ${snapshotTable} (${columns.join(', ')});
     CREATE TABLE ${metaTable} (name VARCHAR, value VARCHAR);
     ${metaInserts(meta)}; COMMIT`,
  )
}

/** The columns of tracked fields that the table really has. */
export function fieldColumns(layout: SnapshotLayout): readonly string[] {
  return layout.track === 'row' ? [] : layout.fields.map(({ column }) => column)
}

/** The type of a tracked field's column. */
export function fieldSqlType(layout: SnapshotLayout): string {
  return layout.track === 'fields' ? 'UBIGINT' : 'VARCHAR'
}

/** Statements that write the meta table anew. */
export function metaInserts(meta: SnapshotMeta): string {
  const rows = Object.entries({
    version: String(formatVersion),
    id: meta.id,
    sync: meta.sync,
    folded_run: String(meta.foldedRun),
    layout: JSON.stringify(meta.layout),
  }).map(([name, value]) => `(${quoteText(name)}, ${quoteText(value)})`)
  return `DELETE FROM ${metaTable}; INSERT INTO ${metaTable} VALUES ${rows.join(', ')}`
}

/** Reads what the attached file says of itself. @throws `REV_STATE_BROKEN` or `REV_STATE_VERSION`. */
export async function readSnapshotMeta(
  database: LocalDatabase,
  path: string,
): Promise<SnapshotMeta> {
  const rows = await database
    .rows(`SELECT name, value FROM ${metaTable}`)
    .catch((cause: unknown) => {
      throw broken(path, 'it is not a snapshot of rev', cause)
    })
  const values = new Map(rows.map(([name, value]) => [String(name), String(value)]))
  const version = Number(values.get('version'))
  if (version > formatVersion) {
    throw new RevError(
      'REV_STATE_VERSION',
      `Failed to open ${path}: it was written by a newer version of rev. Expected layout ${formatVersion} or older, got ${version}.`,
      { hint: 'Update rev; the file was not touched.' },
    )
  }
  const [id, sync, layout] = [values.get('id'), values.get('sync'), values.get('layout')]
  if (id === undefined || sync === undefined || layout === undefined) {
    throw broken(path, 'its description is incomplete')
  }
  return {
    id,
    sync,
    foldedRun: Number(values.get('folded_run')),
    layout: JSON.parse(layout) as SnapshotLayout,
  }
}

/** Whether a snapshot file is there. */
export function hasSnapshotFile(path: string): boolean {
  return existsSync(path)
}

/** Removes a DuckDB file and its log. */
export function removeDatabaseFile(path: string): void {
  rmSync(path, { force: true })
  rmSync(`${path}.wal`, { force: true })
}

function broken(path: string, why: string, cause?: unknown): RevError {
  return new RevError('REV_STATE_BROKEN', `Failed to read ${path}: ${why}.`, {
    cause,
    hint: 'Restore the file from a backup, or run `rev reset SYNC` to deliver everything again.',
  })
}
