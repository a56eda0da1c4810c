import { RevError } from '@revetl/sdk'
import type { StagedColumn } from '../compiled-mapping.ts'
import { suggestName } from '@revetl/sdk/host'
import type { Sync } from '../project.ts'
import { quoteName, quoteText } from '../sql.ts'
import { isNative } from './compile-expression.ts'
import { filterMisfit, type QueryRows } from './filter-misfit.ts'
import { readFilterTree, type ColumnReference } from './filter-tree.ts'

/** The part of a sync that a filter is compiled for. */
export type FilteredSync = Pick<Sync, 'filter' | 'placeOf'>

/** A filter as SQL of the engine that holds the staged model. */
export interface CompiledFilter {
  /** The condition. */
  readonly sql: string
  /** The columns of the model that it names, as the model has them. */
  readonly columns: readonly string[]
  /** Whether it asks for the time, so that the same row can meet it now and not tomorrow. */
  readonly asksClock: boolean
}

/**
 * Turns the filter of a sync into a condition over the staged model. DuckDB's own parser reads it: a filter has to be
 * one condition on columns, of operators and a closed set of functions, with no subquery and nothing that would end the
 * condition early. It has to fit the types of the columns; no row is looked at here.
 * @returns undefined where the sync has no filter.
 * @throws `REV_CONFIG_MAPPING` or `REV_MODEL_COLUMN` at the filter's place in the file.
 */
export async function compileFilter(
  sync: FilteredSync,
  columns: readonly StagedColumn[],
  rows: QueryRows,
): Promise<CompiledFilter | undefined> {
  if (sync.filter === undefined) return undefined
  if (sync.filter.includes('\0')) throw refusal(sync, 'it holds a NUL character', 'Remove it.')
  const [row = []] = await rows(filterProbe(sync.filter))
  const filter = filterCondition(sync, String(row[0]), columns)
  const used = columns.filter(({ name }) => filter.columns.includes(name))
  const misfit = await filterMisfit(filter.sql, used, rows)
  if (misfit !== undefined) throw misfitError(sync, misfit)
  return filter
}

/** The error of a filter that does not fit the types of the columns. */
export function misfitError(sync: FilteredSync, reason: string): RevError {
  return refusal(sync, reason, castHint)
}

const castHint =
  'Cast what it compares, as in try_cast(amount AS DOUBLE) > 5, or cast the column in the SQL of the model.'

const probePrefix = 'SELECT CASE WHEN '

/** SQL that gives one text: the parse tree of the filter. */
export function filterProbe(filter: string): string {
  return `SELECT json_serialize_sql(${quoteText(`${probePrefix}${filter}\nTHEN 1 END`)})`
}

/** Judges the parse tree, and writes the filter with each column in the type that a condition expects. Pure. */
export function filterCondition(
  sync: FilteredSync,
  tree: string,
  columns: readonly StagedColumn[],
): CompiledFilter {
  const { filter = '' } = sync
  const read = readFilterTree(tree)
  if ('reason' in read) {
    const offset = read.position === undefined ? undefined : read.position - probePrefix.length
    const where = offset === undefined ? '' : `, at character ${Math.max(0, offset) + 1}`
    throw refusal(sync, `${read.reason}${where}`, 'Put anything else into the SQL of the model.')
  }
  const found = read.columns.map((reference) => ({
    reference,
    column: modelColumn(sync, reference, columns),
  }))
  const typed = found.flatMap(({ reference, column }) => typedReference(reference, column))
  return {
    sql: `(${replaceTokens(sync, filter, typed)}\n)`,
    columns: [...new Set(found.flatMap(({ column }) => column?.name ?? []))],
    asksClock: read.asksClock || found.some(({ column }) => column === undefined),
  }
}

interface TypedReference {
  readonly name: string
  /** Bytes from the start of the filter. */
  readonly offset: number
  readonly sql: string
}

/** The column that a condition names; undefined for a word that DuckDB reads as the time of the query. */
function modelColumn(
  sync: FilteredSync,
  { name }: ColumnReference,
  columns: readonly StagedColumn[],
): StagedColumn | undefined {
  // DuckDB finds columns whatever their case, and no model has two that differ by case alone.
  const column = columns.find((one) => one.name.toLowerCase() === name.toLowerCase())
  if (column !== undefined || clockWords.includes(name.toLowerCase())) return column
  const names = columns.map((one) => one.name)
  const reason = `the model has no column "${name}"`
  throw refusal(sync, reason, suggestName(name, names), 'REV_MODEL_COLUMN')
}

/** What stands in for a column; nothing where the stage has it in its own type. */
function typedReference(
  { name, position }: ColumnReference,
  column: StagedColumn | undefined,
): readonly TypedReference[] {
  const sql = column === undefined || isNative(column) ? undefined : typedColumn(column)
  if (sql === undefined) return []
  return [{ name, offset: (position ?? -1) - probePrefix.length, sql }]
}

/** What DuckDB reads as the time of the query where no column has the name. */
const clockWords = ['current_date', 'current_timestamp']

/**
 * The staged text of a column as a value of its type. A text that is none ends the query, since it must not count as
 * "not met": the record would be taken for one that left the model.
 */
function typedColumn({ name, type }: StagedColumn): string | undefined {
  const column = quoteName(name)
  switch (type) {
    case 'date':
      return `${column}::DATE`
    case 'time':
      return `${column}::TIME`
    case 'timestamp':
      return `${column}::TIMESTAMP`
    case 'timestamptz':
      return `${column}::TIMESTAMPTZ`
    case 'uuid':
      return `${column}::UUID`
    case 'decimal':
      return `${column}::DOUBLE`
    case 'bytes':
      return `from_base64(${column})`
    default:
      return undefined
  }
}

/** Puts SQL in place of identifiers, from the end to the start so that offsets stay true. */
function replaceTokens(
  sync: FilteredSync,
  filter: string,
  references: readonly TypedReference[],
): string {
  let bytes = Buffer.from(filter)
  const last = references.toSorted((a, b) => b.offset - a.offset)
  for (const { name, offset, sql } of last) {
    const token = offset < 0 ? undefined : identifierAt(bytes.subarray(offset).toString())
    if (token?.name.toLowerCase() !== name.toLowerCase()) {
      throw refusal(
        sync,
        `the place of the column "${name}" in it is not clear`,
        'Write it in a simpler way, or put it into the SQL of the model.',
      )
    }
    const end = offset + Buffer.byteLength(token.text)
    bytes = Buffer.concat([bytes.subarray(0, offset), Buffer.from(`(${sql})`), bytes.subarray(end)])
  }
  return bytes.toString()
}

function identifierAt(text: string): { readonly text: string; readonly name: string } | undefined {
  const [quoted] = /^"(?:[^"]|"")*"/.exec(text) ?? []
  if (quoted !== undefined) {
    return { text: quoted, name: quoted.slice(1, -1).replaceAll('""', '"') }
  }
  const [bare] = /^[\p{L}_\u{80}-\u{10ffff}][\p{L}\p{N}_$\u{80}-\u{10ffff}]*/u.exec(text) ?? []
  return bare === undefined ? undefined : { text: bare, name: bare }
}

function refusal(
  { placeOf }: FilteredSync,
  reason: string,
  hint: string,
  code: 'REV_CONFIG_MAPPING' | 'REV_MODEL_COLUMN' = 'REV_CONFIG_MAPPING',
): RevError {
  return new RevError(code, `Failed to read filter: ${reason}.`, {
    place: placeOf('filter'),
    hint,
  })
}
