import type { PushdownDialect } from '@revetl/sdk'
import {
  logTableSql,
  scratchLiteral,
  scratchTable,
  scratchValue,
  type Scratch,
  type ScratchColumn,
} from '@revetl/sdk/sql'
import type { EndedRun } from '../../ledger.ts'

/** The tables of the log. No table of a snapshot has such a name. */
export const runsTable = 'runs'

/** One row a change of which something became. */
export const changesTable = 'changes'

type ColumnType = 'id' | 'word' | 'text' | 'integer' | 'number'

const runColumns = {
  run_id: 'id',
  project: 'word',
  sync: 'word',
  status: 'word',
  started_at: 'word',
  ended_at: 'word',
  seconds: 'number',
  rows_read: 'integer',
  added: 'integer',
  changed: 'integer',
  removed: 'integer',
  ok: 'integer',
  rejected: 'integer',
  skipped: 'integer',
  pending: 'integer',
  held: 'integer',
  guarded: 'integer',
  plan_hash: 'word',
  error_code: 'word',
  error_message: 'text',
  changes_logged: 'integer',
} as const satisfies Readonly<Record<string, ColumnType>>

/** What is kept of one change, in the order of the table; the rest of its row is the same for all of a run. */
export const settledColumns = [
  'line_no',
  'record_key',
  'kind',
  'operation',
  'outcome',
  'code',
  'reason',
  'field',
  'vendor_code',
  'attempts',
  'settled_at',
] as const

const changeColumns = {
  run_id: 'id',
  project: 'word',
  sync: 'word',
  line_no: 'integer',
  record_key: 'text',
  kind: 'word',
  operation: 'word',
  outcome: 'word',
  code: 'text',
  reason: 'text',
  field: 'text',
  vendor_code: 'text',
  attempts: 'integer',
  settled_at: 'word',
} as const satisfies Readonly<
  Record<'run_id' | 'project' | 'sync' | (typeof settledColumns)[number], ColumnType>
>

/** The columns of the changes. */
export function changeTableColumns(dialect: PushdownDialect): readonly ScratchColumn[] {
  return columnsOf(dialect, changeColumns, ['run_id', 'line_no'])
}

/** Statements that make the tables where they are not there. */
export function logTableStatements(scratch: Scratch): readonly string[] {
  const { dialect } = scratch
  return [
    logTableSql(scratch, { name: runsTable, columns: columnsOf(dialect, runColumns, ['run_id']) }),
    logTableSql(scratch, {
      name: changesTable,
      columns: changeTableColumns(dialect),
    }),
  ]
}

function columnsOf(
  { types }: PushdownDialect,
  columns: Readonly<Record<string, ColumnType>>,
  keys: readonly string[],
): readonly ScratchColumn[] {
  const word = types.keyText ?? types.text
  const sqlTypes = { ...types, id: word, word }
  return Object.entries(columns).map(([name, type]) => ({
    name,
    type: sqlTypes[type],
    isKey: keys.includes(name),
  }))
}

/** What of a run the row in the log holds, besides what the ledger has. */
export interface LoggedRun extends EndedRun {
  /** How many changes of it are logged; undefined where none were kept. */
  readonly changesLogged: number | undefined
}

/** Statement that adds rows of runs. */
export function insertRunsSql(
  scratch: Scratch,
  project: string,
  runs: readonly LoggedRun[],
): string {
  const columns = columnsOf(scratch.dialect, runColumns, [])
  const rows = runs.map((run) => {
    const values: Readonly<Record<string, string | number | undefined>> = runRow(project, run)
    const literals = columns.map(({ name, type }) => {
      const value = values[name]
      const text = value === undefined ? null : storableText(String(value))
      return scratchValue(scratch.dialect, type, text)
    })
    return `(${literals.join(', ')})`
  })
  const names = Object.keys(runColumns).join(', ')
  return `INSERT INTO ${scratchTable(scratch, runsTable)} (${names}) VALUES ${rows.join(', ')}`
}

function runRow(
  project: string,
  { summary, endedAt, planHash, changesLogged }: LoggedRun,
): Readonly<Record<keyof typeof runColumns, string | number | undefined>> {
  const { changes, outcomes } = summary
  return {
    run_id: summary.run,
    project,
    sync: summary.sync,
    status: summary.status,
    started_at: summary.startedAt,
    ended_at: endedAt,
    seconds: summary.seconds,
    rows_read: summary.rowsRead,
    added: changes.added,
    changed: changes.changed,
    removed: changes.removed,
    ok: outcomes.ok,
    rejected: outcomes.rejected,
    skipped: outcomes.skipped,
    pending: outcomes.pending,
    held: outcomes.held,
    guarded: outcomes.guarded,
    plan_hash: planHash,
    error_code: summary.errorCode,
    error_message: summary.errorMessage,
    changes_logged: changesLogged,
  }
}

/** A text without what some databases have no place for. */
export function storableText(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD')
}

/** Statements that take runs out of the log. */
export function deleteRunsSql(scratch: Scratch, runIds: readonly string[]): readonly string[] {
  const list = runIds.map((id) => scratchLiteral(scratch.dialect, id)).join(', ')
  // A run is there while all of its changes are: its row comes last and goes first.
  return [runsTable, changesTable].map(
    (table) => `DELETE FROM ${scratchTable(scratch, table)} WHERE run_id IN (${list})`,
  )
}

/** SELECT of the oldest runs of a sync that began before a time, ISO 8601. */
export function runsBeforeSql(
  scratch: Scratch,
  { project, sync, before }: { readonly project: string; readonly sync: string; before: string },
  runsMax: number,
): string {
  const [projectText, syncText, time] = [project, sync, before].map((text) =>
    scratchLiteral(scratch.dialect, text),
  )
  return `SELECT run_id FROM ${scratchTable(scratch, runsTable)}
    WHERE project = ${projectText} AND sync = ${syncText} AND started_at < ${time}
    ORDER BY run_id LIMIT ${runsMax}`
}

/** SELECT of kept changes as rows of the log, all of them text. */
export function changeRowsSql(
  kept: string,
  run: { readonly id: string; readonly project: string; readonly sync: string },
  quote: (text: string) => string,
): string {
  const same: Readonly<Record<string, string>> = {
    run_id: run.id,
    project: run.project,
    sync: run.sync,
  }
  const columns = Object.keys(changeColumns).map((name) => {
    const value = same[name]
    return value === undefined ? `${name}::VARCHAR` : quote(value)
  })
  return `SELECT ${columns.join(', ')} FROM (${kept})`
}
