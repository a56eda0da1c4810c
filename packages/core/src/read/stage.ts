import {
  RevError,
  type Column,
  type DuckdbQuery,
  type ModelRead,
  type ReadRequest,
} from '@revetl/sdk'
import type { StagedColumn } from '../compiled-mapping.ts'
import {
  createLineTable,
  createTextTable,
  workTable,
  type LocalDatabase,
} from '../local-database.ts'
import type { OpenSource } from '../open-connections.ts'
import { quoteName, quoteText } from '../sql.ts'
import type { RowForm } from '../table-loader.ts'
import { valuesSql } from '../text-rows.ts'
import { appendRead } from './append-read.ts'

/** The rows of a model where the local engine can query them. */
export interface Stage {
  /** A SELECT of the staged columns, to be used as a subquery. */
  readonly select: string
  readonly columns: readonly StagedColumn[]
}

interface StageOptions {
  readonly database: LocalDatabase
  readonly source: OpenSource
  readonly request: ReadRequest
  /** As the source described them; a stream of rows says for itself which it has. */
  readonly columns: readonly Column[]
  readonly signal: AbortSignal
  readonly onRows?: (rows: number) => void
}

const rawTable = 'model_rows'
// A row as its line takes the engine a fraction of the time that it takes as twenty values.
const lineTable = 'model_lines'

/** Statement that lets go of a model that was streamed in; its stage cannot be queried any more. */
export const dropStageSql = [rawTable, lineTable]
  .map((table) => `DROP TABLE IF EXISTS ${workTable(table)}`)
  .join('; ')

/**
 * Brings a model to the local engine: by a statement that DuckDB runs itself, or by streaming the rows into it.
 * @throws `REV_READ_FAILED` or `REV_READ_INCOMPLETE`: a read that does not end well is never "no rows".
 */
export async function stageModel(options: StageOptions): Promise<Stage> {
  const { source, request, signal } = options
  const query = await source.duckdbQuery?.(request, signal)
  if (query !== undefined) return stageInDuckdb(options, query)
  // A source that DuckDB reads in general has the same types where it cannot, so that nothing else is sent for it.
  const staged = formOf(source)
  const read = await source.read(request, signal)
  const tables = { table: rawTable, lines: lineTable }
  const form = await loadTexts(read, { ...options, ...tables, check: refuseAmbiguousColumns })
  const rows =
    form === 'lines'
      ? `(${await rowsOfLines(options.database, read.columns)})`
      : workTable(rawTable)
  const list = read.columns.map(
    (column) => `${castFromText(column, staged)} AS ${quoteName(column.name)}`,
  )
  return {
    select: `SELECT ${list.join(', ')} FROM ${rows}`,
    columns: stagedColumns(read.columns, staged),
  }
}

async function rowsOfLines(database: LocalDatabase, columns: readonly Column[]): Promise<string> {
  const table = workTable(lineTable)
  const [[hasOdd = false] = []] = await database.rows(`SELECT bool_or(is_odd) FROM ${table}`)
  const names = columns.map(({ name }) => name)
  return valuesSql(table, names, hasOdd === true)
}

interface LoadOptions extends Pick<StageOptions, 'database' | 'signal' | 'onRows'> {
  readonly table: string
  /** A table that may hold the rows as lines instead. */
  readonly lines?: string
  /** Refuses columns before a table is made of them. */
  readonly check?: (columns: readonly Column[]) => void
}

/**
 * Streams a read into a new table of texts. A failure lets go of the read, also one before its first chunk.
 * @returns how the rows lie there
 */
export async function loadTexts(read: ModelRead, options: LoadOptions): Promise<RowForm> {
  const { database, table, lines, check } = options
  try {
    check?.(read.columns)
    await createTextTable(
      database,
      table,
      read.columns.map(({ name }) => name),
    )
    if (lines !== undefined) await createLineTable(database, lines)
    await using held = new AsyncDisposableStack()
    held.use(await database.holdThreads())
    const tables = { columns: table, ...(lines === undefined ? {} : { lines }) }
    return await appendRead(database, tables, { read, ...options })
  } catch (error) {
    // Nobody waits for a source that may not end; what it holds is let go when it does.
    read.chunks.return({ rows: 0 }).catch(() => 'the read has failed already')
    throw error
  }
}

/** What the columns of a model are in its stage: as DuckDB has them where it reads the model itself, else from texts. */
export type StagedForm = 'native' | 'text'

/** How the local engine has the columns of a source's models. */
export function formOf({ duckdbQuery }: Pick<OpenSource, 'duckdbQuery'>): StagedForm {
  return duckdbQuery === undefined ? 'text' : 'native'
}

/** The columns of a model as the stage has them. */
export function stagedColumns(
  columns: readonly Column[],
  form: StagedForm,
): readonly StagedColumn[] {
  return form === 'native' ? columns : columns.map(asStagedText)
}

/** A staged decimal that came as text has no fixed precision. */
function asStagedText(column: Column): StagedColumn {
  if (column.type !== 'decimal') return column
  const { precision: _precision, scale: _scale, ...rest } = column
  return rest
}

async function stageInDuckdb(
  { database, request, columns }: StageOptions,
  query: DuckdbQuery,
): Promise<Stage> {
  refuseAmbiguousColumns(columns)
  for (const { path, alias } of query.attach) {
    await database.run(`ATTACH ${quoteText(path)} AS ${quoteName(alias)} (READ_ONLY)`)
  }
  if (query.fileSearchPath !== undefined) {
    await database.run(`SET file_search_path = ${quoteText(query.fileSearchPath)}`)
  }
  if (query.defaultDatabase !== undefined)
    await database.run(`USE ${quoteName(query.defaultDatabase)}`)
  const names = columns.map(({ name }) => quoteName(name)).join(', ')
  const list = columns.map((column) => `${stagedNative(column)} AS ${quoteName(column.name)}`)
  const limit = request.rowsMax === undefined ? '' : ` LIMIT ${request.rowsMax}`
  return {
    select: `SELECT ${list.join(', ')} FROM (${query.sql}${limit}) AS model(${names})`,
    columns,
  }
}

/** A native column as the stage holds its type. */
function stagedNative(column: Column): string {
  const name = quoteName(column.name)
  if (column.type === 'integer') return `${name}::BIGINT`
  if (column.type !== 'decimal') return name
  // A whole number of 128 bits is a decimal too, and Parquet has none: it would come out of a file as a rounded one.
  return isFixedDecimal(column)
    ? `${name}::DECIMAL(${column.precision}, ${column.scale ?? 0})`
    : `${name}::VARCHAR`
}

/** A text of the source as the stage holds its type. */
export function castFromText(column: Column, form: StagedForm = 'text'): string {
  const name = quoteName(column.name)
  switch (column.type) {
    case 'boolean':
      return `${name}::BOOLEAN`
    case 'integer':
      return `${name}::BIGINT`
    case 'number':
      return `${name}::DOUBLE`
    case 'decimal':
      // As text they stay text: a source's numeric may be NaN, which DECIMAL cannot hold.
      return form === 'native' ? stagedNative(column) : name
    default:
      return name
  }
}

function isFixedDecimal({ precision, scale }: Column): boolean {
  return (
    precision !== undefined && precision <= 38 && (scale ?? 0) >= 0 && (scale ?? 0) <= precision
  )
}

function refuseAmbiguousColumns(columns: readonly Column[]): void {
  const seen = new Map<string, string>()
  for (const { name } of columns) {
    const folded = name.toLowerCase()
    const other = seen.get(folded)
    if (other !== undefined) {
      throw new RevError(
        'REV_MODEL_COLUMN',
        other === name
          ? `Failed to read the model: it has two columns named ${name}.`
          : `Failed to read the model: its columns ${other} and ${name} differ only by case.`,
        { hint: 'Give one of them another name with AS in the SQL.' },
      )
    }
    seen.set(folded, name)
  }
}
