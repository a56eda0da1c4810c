import { changesTable } from '../../changes-file.ts'
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
  readonly run: number
  /** The layout on disk. */
  readonly former: SnapshotMeta
  /** The layout that the run's changes have. */
  readonly layout: SnapshotLayout
  readonly delivered: AsyncIterable<DeliveredPage>
  /** Positions that were sent and whose fate nobody knows. */
  readonly unknown: readonly number[]
  /** Takes everything that would be sent as delivered. */
  readonly isBaseline: boolean
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
  await loadDelivered(options)
  const statements = [
    'BEGIN',
    ...layoutStatements(former.layout, layout),
    ...mergeStatements(options),
    ...forgetStatements(options),
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
  return countSnapshot(database)
}

/** How many records the snapshot holds. */
export async function countSnapshot(database: LocalDatabase): Promise<number> {
  const [[count = 0] = []] = await database.rows(`SELECT count(*) FROM ${snapshotTable}`)
  return Number(count)
}

async function loadDelivered({
  database,
  delivered: pages,
  isBaseline,
}: FoldOptions): Promise<void> {
  await createTextTable(database, 'delivered_texts', ['seq', 'remote'])
  const columns = async function* () {
    for await (const { seqs, remoteIds } of pages) {
      yield [seqs.map(String), seqs.map((seq) => remoteIds.get(seq) ?? null)]
    }
  }
  await database.appendTexts('delivered_texts', columns())
  await database.run(
    `CREATE OR REPLACE TABLE ${workTable('delivered')} AS
     SELECT seq::BIGINT AS seq, any_value(remote) AS remote FROM ${workTable('delivered_texts')} GROUP BY ALL
     UNION ALL SELECT seq, NULL FROM ${changesTable} WHERE state IS NULL AND (is_accepted OR ${isBaseline})`,
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
  const match = new Set(layout.matchColumns.map(({ column }) => column))
  return [
    ...[...oldMatch.difference(match)].map(
      (column) => `ALTER TABLE ${snapshotTable} DROP COLUMN ${column}`,
    ),
    ...dropped.map((column) => `ALTER TABLE ${snapshotTable} DROP COLUMN ${column}`),
    ...added.map(
      (column) => `ALTER TABLE ${snapshotTable} ADD COLUMN ${column} ${fieldSqlType(layout)}`,
    ),
    ...[...match.difference(oldMatch)].map(
      (column) => `ALTER TABLE ${snapshotTable} ADD COLUMN ${column} VARCHAR`,
    ),
  ]
}

/**
 * Writes what was delivered as rows of this run, then removes the rows that it replaces. A change that is a delta is
 * completed with what was accepted before.
 */
function mergeStatements(options: FoldOptions): string[] {
  const { layout, run, isReplace } = options
  const columns = [
    ...keyColumns(layout),
    'fp',
    'run',
    'remote',
    ...layout.matchColumns.map(({ column }) => column),
    ...fieldColumns(layout),
  ].join(', ')
  const isReplaced = isReplace
    ? 'true'
    : `EXISTS (SELECT 1 FROM ${changesTable} c JOIN ${workTable('delivered')} d USING (seq)
       WHERE c.kind <> 'added' AND ${sameKey(layout)})`
  return [
    `INSERT INTO ${snapshotTable} (${columns}) ${mergedSql(options)}`,
    `DELETE FROM ${snapshotTable} s WHERE s.run <> ${run} AND ${isReplaced}`,
  ]
}

function mergedSql({ layout, run }: FoldOptions): string {
  const match = layout.matchColumns.map(
    ({ name, column }) => `coalesce(c.${fieldColumn(layout, name)}, s.${column})`,
  )
  const fields = fieldColumns(layout).map((column) => {
    const accepted = layout.track === 'fields' ? fieldHashOf(`c.${column}`) : `c.${column}`
    return `coalesce(${accepted}, s.${column})`
  })
  const keys = keyColumns(layout).map((key) => `c.${key}`)
  return `SELECT ${[...keys, 'c.fp', `${run}`, 'coalesce(d.remote, s.remote)', ...match, ...fields].join(', ')}
FROM ${changesTable} c JOIN ${workTable('delivered')} d USING (seq)
LEFT JOIN ${snapshotTable} s ON ${sameKey(layout)} WHERE c.kind <> 'removed'`
}

/** What the destination has of a record that was sent and never answered can be the old or the new. */
function forgetStatements({ layout, unknown }: FoldOptions): string[] {
  if (unknown.length === 0) return []
  return [
    `UPDATE ${snapshotTable} s SET fp = NULL FROM ${changesTable} c
     WHERE c.seq IN (${unknown.join(', ')}) AND ${sameKey(layout)}`,
  ]
}

function sameKey(layout: SnapshotLayout): string {
  return keyColumns(layout)
    .map((key) => `s.${key} = c.${key}`)
    .join(' AND ')
}

/** Fingerprints over another set of fields are made anew from what is tracked. */
function refreshStatements(former: SnapshotLayout, layout: SnapshotLayout): string[] {
  if (hasSameFields(former, layout) || layout.track === 'row') return []
  const texts = layout.fields.map(({ column }) => `coalesce(${column}::VARCHAR, '')`)
  return [`UPDATE ${snapshotTable} SET fp = ${fingerprintOf(texts)} WHERE fp IS NOT NULL`]
}
