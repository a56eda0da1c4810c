import type { ModelRead } from '@revetl/sdk'
import { analyzeSql, createTableSql } from '@revetl/sdk/sql'
import type { CompiledMapping } from '../../compiled-mapping.ts'
import { modelKeysView, restKeysTable } from '../../diff/diff-tables.ts'
import { hasMatchPrint, matchPrintOf } from '../../diff/match-print.ts'
import { restKeysSql, type WarehouseStage } from '../../diff/warehouse/stage-sql.ts'
import { workTable, type LocalDatabase } from '../../local-database.ts'
import { rowsTable } from '../../plan-rows.ts'
import { loadTexts } from '../../read/stage.ts'
import { printFromText } from '../../read/stage-candidates.ts'
import { uploadRows } from '../../scratch-upload.ts'
import { keyColumns, keySqlType, type SnapshotLayout } from '../../snapshot-layout.ts'
import { printText } from '../../state/warehouse/upload-select.ts'
import type { CompareOptions } from './compare-options.ts'
import type { StageCounts } from './stage-in-warehouse.ts'

/** Makes the table of the keys of the rest, empty. */
export async function createRestKeys(
  database: LocalDatabase,
  layout: SnapshotLayout,
): Promise<void> {
  const keys = layout.keys.map(({ type }, index) => `k${index} ${keySqlType(type)}`)
  await database.run(
    `CREATE OR REPLACE TABLE ${restKeysTable} (${[...keys, 'match_print UHUGEINT'].join(', ')})`,
  )
}

/**
 * Brings the keys of the rest that share their key with a row that came. Where such a row may not meet the filter, its
 * record would else be taken for one that left.
 */
export async function meetSameKeys(
  options: Pick<CompareOptions, 'database' | 'session'>,
  stage: WarehouseStage,
  { layout, hasDuplicates, same }: Met,
): Promise<void> {
  if (!stage.hasFilter || stage.isWhole || same === 0 || !hasDuplicates) return
  const select = restKeysSql(stage, { hasDuplicates, prints: undefined })
  await loadRestKeys(options, layout, await options.session.read(select))
}

type Met = Pick<StageCounts, 'hasDuplicates' | 'same'> & { readonly layout: SnapshotLayout }

/** Brings the keys of the rest that share their key or their match fields with a row that came. */
export async function meetRest(
  { session, prepared, database, name }: CompareOptions,
  {
    stage,
    layout,
    mapping,
    withGone,
    hasDuplicates,
    candidates,
    gone,
    same,
  }: StageCounts & {
    readonly stage: WarehouseStage
    readonly layout: SnapshotLayout
    readonly mapping: CompiledMapping
    readonly withGone: boolean
  },
): Promise<void> {
  const input = { layout, matchOn: prepared.matchOn, fields: mapping.fields, keys: layout.keys }
  const mayMeet = hasMatchPrint(input)
  const hasPrints = mayMeet && candidates + (withGone ? gone : 0) > 0
  if (stage.isWhole || same === 0 || !(hasDuplicates || hasPrints)) return
  const prints = hasPrints ? await session.name('prints', name) : undefined
  if (prints !== undefined) {
    const left = `SELECT ${matchPrintOf(input)} AS print FROM ${rowsTable} WHERE kind = 'removed'`
    const here = `SELECT match_print AS print FROM ${modelKeysView}`
    const select = `SELECT ${printText('print')} FROM (${here} UNION ${left}) WHERE print IS NOT NULL`
    const { scratch, execute } = session
    const mp = { name: 'mp', type: scratch.dialect.types.print, isKey: true }
    const table = { name: prints, columns: [mp] }
    await execute(createTableSql(scratch, table))
    await uploadRows(database, select, { scratch, table: prints, columns: [mp], execute })
    await execute(analyzeSql(scratch, table))
  }
  await createRestKeys(database, layout)
  await loadRestKeys(
    { database, session },
    layout,
    await session.read(restKeysSql(stage, { hasDuplicates, prints })),
  )
  if (prints !== undefined) await session.drop([prints])
}

async function loadRestKeys(
  { database, session }: Pick<CompareOptions, 'database' | 'session'>,
  layout: SnapshotLayout,
  read: ModelRead,
): Promise<void> {
  const texts = 'rest_texts'
  await loadTexts(read, { database, table: texts, signal: session.signal })
  const keys = keyColumns(layout).map(
    (key, index) => `${key}::${keySqlType(layout.keys[index]?.type ?? 'string')}`,
  )
  await database.run(
    `INSERT INTO ${restKeysTable} SELECT ${[...keys, printFromText('mp')].join(', ')} FROM ${workTable(texts)}`,
  )
}
