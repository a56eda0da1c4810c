import { createTextTable, workTable, type LocalDatabase } from '../../local-database.ts'
import {
  fieldColumn,
  fieldHashOf,
  fingerprintOf,
  hasSameFields,
  keyColumns,
  type SnapshotLayout,
} from '../../snapshot-layout.ts'
import type { DeliveredPage } from '../../ledger.ts'
import {
  fieldColumns,
  fieldSqlType,
  metaInserts,
  snapshotTable,
  type SnapshotMeta,
} from './snapshot-file.ts'

interface FoldOptions {
  readonly database: LocalDatabase
  /** The table of the run's changes. */
  readonly changesTable: string
  readonly run: number
  /** The layout on disk. */
  readonly former: SnapshotMeta
  /** The layout that the run's changes have. */
  readonly layout: SnapshotLayout
  readonly delivered: AsyncIterable<DeliveredPage>
  /** A replaced destination holds exactly what was delivered now. */
  readonly isReplace: boolean
}

/**
 * Moves what a run delivered into the snapshot, in one transaction.
 * Invariant 2: only positions that a destination said yes to get here.
 * @returns how many records the snapshot holds.
 */
export async function foldRun(options: FoldOptions): Promise<number> {
  const { database, layout, former } = options
  await loadDelivered(database, options.delivered)
  const statements = [
    'BEGIN',
    ...layoutStatements(former.layout, layout),
    ...mergeStatements(options),
    ...refreshStatements(former.layout, layout),
    metaInserts({ ...former, foldedRun: options.run, layout }),
    'COMMIT',
  ]
  try {
    await database.run(statements.join('; '))
  } catch (error) {
    await database.run('ROLLBACK').catch(() => 'no transaction is open when BEGIN itself failed')
    throw error
  }
  const [[count = 0] = []] = await database.rows(`SELECT count(*) FROM ${snapshotTable}`)
  return Number(count)
}

async function loadDelivered(
  database: LocalDatabase,
  pages: AsyncIterable<DeliveredPage>,
): Promise<void> {
  await createTextTable(database, 'delivered_texts', ['seq', 'remote'])
  const columns = async function* () {
    for await (const { seqs, remoteIds } of pages) {
      yield [seqs.map(String), seqs.map((seq) => remoteIds.get(seq) ?? null)]
    }
  }
  await database.appendTexts('delivered_texts', columns())
  await database.run(
    `CREATE OR REPLACE TABLE ${workTable('delivered')} AS
     SELECT seq::BIGINT AS seq, any_value(remote) AS remote FROM ${workTable('delivered_texts')} GROUP BY ALL`,
  )
}

/** Gives the table the columns of the new layout. */
function layoutStatements(former: SnapshotLayout, layout: SnapshotLayout): string[] {
  const old = new Set(fieldColumns(former))
  const current = new Set(fieldColumns(layout))
  const hasSameType = fieldSqlType(former) === fieldSqlType(layout)
  const dropped = [...old].filter((column) => !current.has(column) || !hasSameType)
  const added = [...current].filter((column) => !old.has(column) || !hasSameType)
  const oldMatch = new Set(former.matchColumns.map(({ column }) => column))
  const newMatch = layout.matchColumns.filter(({ column }) => !oldMatch.has(column))
  return [
    ...dropped.map((column) => `ALTER TABLE ${snapshotTable} DROP COLUMN ${column}`),
    ...added.map(
      (column) => `ALTER TABLE ${snapshotTable} ADD COLUMN ${column} ${fieldSqlType(layout)}`,
    ),
    ...newMatch.map(({ column }) => `ALTER TABLE ${snapshotTable} ADD COLUMN ${column} VARCHAR`),
  ]
}

function mergeStatements(options: FoldOptions): string[] {
  const { changesTable, layout, run, isReplace } = options
  const keys = keyColumns(layout)
  const sameKey = keys.map((key) => `s.${key} = c.${key}`).join(' AND ')
  const fields = fieldColumns(layout)
  const merged = layout.fields.map(({ column }) => {
    const accepted = layout.track === 'fields' ? fieldHashOf(`c.${column}`) : `c.${column}`
    return `coalesce(${accepted}, s.${column}) AS ${column}`
  })
  const columns = [
    ...keys,
    'fp',
    'run',
    'remote',
    ...layout.matchColumns.map((m) => m.column),
    ...fields,
  ]
  const values = [
    ...keys.map((key) => `c.${key}`),
    'c.fp',
    `${run}`,
    'coalesce(d.remote, s.remote) AS remote',
    ...layout.matchColumns.map(
      ({ name, column }) => `coalesce(c.${fieldColumn(layout, name)}, s.${column}) AS ${column}`,
    ),
    ...(fields.length === 0 ? [] : merged),
  ]
  const folded = workTable('folded')
  return [
    `CREATE OR REPLACE TABLE ${folded} AS
     SELECT ${values.join(', ')}, c.kind FROM ${changesTable} c JOIN ${workTable('delivered')} d USING (seq)
     LEFT JOIN ${snapshotTable} s ON ${sameKey}`,
    isReplace
      ? `DELETE FROM ${snapshotTable}`
      : `DELETE FROM ${snapshotTable} s USING ${folded} c WHERE ${sameKey}`,
    `INSERT INTO ${snapshotTable} (${columns.join(', ')})
     SELECT ${columns.join(', ')} FROM ${folded} WHERE kind <> 'removed'`,
    `DROP TABLE ${folded}`,
  ]
}

/** Fingerprints over another set of fields are made anew from what is tracked. */
function refreshStatements(former: SnapshotLayout, layout: SnapshotLayout): string[] {
  if (hasSameFields(former, layout) || layout.track === 'row') return []
  const texts = layout.fields.map(({ column }) => `coalesce(${column}::VARCHAR, '')`)
  return [`UPDATE ${snapshotTable} SET fp = ${fingerprintOf(texts)}`]
}
