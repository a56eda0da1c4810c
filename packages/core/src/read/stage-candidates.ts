import type { Column, ModelRead } from '@revetl/sdk'
import { workTable, type LocalDatabase } from '../local-database.ts'
import { keyColumns, keySqlType, type SnapshotLayout } from '../snapshot-layout.ts'
import { keptColumns } from '../scratch-tables.ts'
import { quoteName } from '../sql.ts'
import { castFromText, loadTexts, stagedColumns, type Stage, type StagedForm } from './stage.ts'

interface CandidateOptions {
  readonly database: LocalDatabase
  readonly read: ModelRead
  /** The columns of the model that were asked for. */
  readonly columns: readonly Column[]
  /** The layout of what was accepted; undefined where nothing was. */
  readonly former: SnapshotLayout | undefined
  readonly form: StagedForm
  /** What a row has to meet to be part of the model; undefined for nothing. */
  readonly condition: string | undefined
  /** What a failure means of the statement that judges rows, a SELECT, by the condition. */
  readonly explain: (error: unknown, rows: string) => Promise<unknown>
  /** Whether rows can share a key, each beside the same accepted record. */
  readonly hasDuplicates: boolean
  readonly signal: AbortSignal
  readonly onRows?: (rows: number) => void
}

const table = 'candidates'
const modelRows = 'candidates_of_model'

/** What a warehouse sent, where the local engine can query it. */
export interface Candidates {
  readonly stage: Stage
  /** SELECT of what was accepted of these records, in the columns of its layout. */
  readonly accepted: string | undefined
  /** SELECT of the fingerprints of rows that do not meet the condition; undefined where there is none. */
  readonly filtered: string | undefined
}

/** Brings the rows that can differ, and what was accepted of them, to the local engine. */
export async function stageCandidates(options: CandidateOptions): Promise<Candidates> {
  const { database, read, columns, form, condition, former, signal, onRows } = options
  // A surrogate pair that is cut in half is found by the types; keys and fingerprints hold none.
  await loadTexts(read, { database, table, signal, ...(onRows === undefined ? {} : { onRows }) })
  const list = columns.map((column, index) => {
    const cast = castFromText({ ...column, name: `v${index}` }, form)
    return `${cast} AS ${quoteName(column.name)}`
  })
  const select = `SELECT ${list.join(', ')} FROM ${rows}`
  const kept =
    condition &&
    (await keepModelRows(database, list, condition).catch(async (error: unknown) => {
      throw await options.explain(error, select)
    }))
  return {
    stage: {
      select: `${select}${kept ? ` AND ${kept}` : ''}`,
      columns: stagedColumns(columns, form),
    },
    accepted: former && acceptedSelect(former, options.hasDuplicates),
    filtered: kept && `SELECT DISTINCT replace(raw, '-', '') AS print FROM ${rows} AND NOT ${kept}`,
  }
}

const rows = `${workTable(table)} WHERE part = '1'`

/** Judges every row once: a condition that asks for the time could tell another thing later. @returns what tells them */
async function keepModelRows(
  database: LocalDatabase,
  columns: readonly string[],
  condition: string,
): Promise<string> {
  const id = quoteName('rev:row')
  const judged = `SELECT rowid AS ${id}, ${columns.join(', ')} FROM ${rows}`
  await database.run(
    `CREATE OR REPLACE TABLE ${workTable(modelRows)} AS SELECT ${id} FROM (${judged}) WHERE ${condition}`,
  )
  return `(rowid IN (SELECT ${id} FROM ${workTable(modelRows)}))`
}

function acceptedSelect(former: SnapshotLayout, hasDuplicates: boolean): string {
  const once = hasDuplicates ? `DISTINCT ON (${keyColumns(former).join(', ')}) ` : ''
  return `SELECT ${once}${acceptedColumns(former, 's').join(', ')} FROM ${workTable(table)} WHERE known = '1'`
}

/** Brings all rows of a snapshot to the local engine: keys, then `a0` and on. @returns a SELECT of them in its columns */
export async function stageAccepted({
  database,
  read,
  layout,
  signal,
}: {
  readonly database: LocalDatabase
  readonly read: ModelRead
  readonly layout: SnapshotLayout
  readonly signal: AbortSignal
}): Promise<string> {
  const accepted = 'accepted'
  await loadTexts(read, { database, table: accepted, signal })
  return `SELECT ${acceptedColumns(layout, 'a').join(', ')} FROM ${workTable(accepted)}`
}

/** A row of a snapshot from the texts of a warehouse: after its key `fp`, `run`, `remote` and what is kept, by number. */
function acceptedColumns(layout: SnapshotLayout, letter: string): readonly string[] {
  const keys = layout.keys.map(({ type }, index) => `k${index}::${keySqlType(type)} AS k${index}`)
  const fieldType = layout.track === 'fields' ? '::UBIGINT' : ''
  const matches = layout.matchColumns.length
  const kept = keptColumns(layout).map((name, index) => {
    const type = index < matches ? '' : fieldType
    return `${letter}${index + 3}${type} AS ${name}`
  })
  return [
    ...keys,
    `${printFromText(`${letter}0`)} AS fp`,
    `${letter}1::INTEGER AS run`,
    `json_extract_string(${letter}2::JSON, '$') AS remote`,
    ...kept,
  ]
}

/** A fingerprint from 32 hexadecimal digits, with or without dashes. */
export function printFromText(sql: string): string {
  const digits = `replace(${sql}, '-', '')`
  const half = (side: 'left' | 'right') => `('0x' || ${side}(${digits}, 16))::UBIGINT::UHUGEINT`
  return `CASE WHEN ${sql} IS NOT NULL THEN (${half('left')} << 64) | ${half('right')} END`
}
