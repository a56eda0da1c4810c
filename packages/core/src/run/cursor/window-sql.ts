import {
  isExactNumber,
  type Column,
  type ModelQuery,
  type SourceSql,
  type Value,
  type ValueType,
} from '@revetl/sdk'

/** What of a model is read. */
export interface Window {
  readonly column: Column
  /** The lowest value of the column; milliseconds since 1970 for times, else a whole number. */
  readonly from: bigint
  /** Keys of records that are read whatever their cursor says. */
  readonly keys: {
    readonly columns: readonly Column[]
    readonly rows: readonly (readonly Value[])[]
  }
}

/** A model with a condition on its rows. @returns undefined where the condition cannot be written */
export function windowQuery(
  query: ModelQuery,
  sql: SourceSql,
  window: Window,
): ModelQuery | undefined {
  const { quote = '"' } = sql
  const name = (text: string) => quote + text.replaceAll(quote, quote + quote) + quote
  const from = literalOf(window, sql)
  const keys = keyCondition(window.keys, name)
  if (query.kind === 'files' || from === undefined || keys === undefined) return undefined
  const model =
    query.kind === 'sql'
      ? // A comment at its end must not swallow what follows.
        `(${query.sql.replace(/;\s*$/, '')}\n)`
      : query.table.map(name).join('.')
  const column = name(window.column.name)
  // A row without a cursor is read each time: nothing tells whether it is new.
  const conditions = [`${column} >= ${from}`, `${column} IS NULL`, ...keys]
  return {
    kind: 'sql',
    sql: `SELECT * FROM ${model} AS rev_window WHERE ${conditions.join(' OR ')}`,
  }
}

const sqlNames: Readonly<Partial<Record<ValueType, string>>> = {
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMP WITH TIME ZONE',
}
const defaults: Readonly<Partial<Record<ValueType, string>>> = {
  date: "CAST('{date}' AS {type})",
  timestamp: "CAST('{date} {time}' AS {type})",
  timestamptz: "CAST('{date} {time}+00:00' AS {type})",
}

/** The literal of a bound, rounded down to the second; undefined for a time that no calendar of a database has. */
function literalOf({ column, from }: Window, { literals }: SourceSql): string | undefined {
  const { type, sourceType } = column
  if (type === 'integer') return String(from)
  if (type !== 'date' && type !== 'timestamp' && type !== 'timestamptz') return undefined
  const at = new Date(Number(from))
  const text = Number.isNaN(at.getTime()) ? '' : at.toISOString()
  const [, date, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(text) ?? []
  if (date === undefined || time === undefined || date < '0001') return undefined
  const parts: Readonly<Record<string, string>> = {
    date,
    time,
    type: sourceType ?? sqlNames[type] ?? '',
  }
  const template = literals?.[type] ?? defaults[type] ?? ''
  return template.replaceAll(/\{(date|time|type)\}/g, (all, part: string) => parts[part] ?? all)
}

// What any database reads as it stands: nothing in it ends a literal or begins an escape.
const plainText = /^[\w .,:;@+/#=~()-]*$/
const plainNumber = /^-?\d{1,38}(\.\d{1,38})?$/

/** Conditions that find keys, each of them one; undefined where one of them could not be written in every database. */
function keyCondition(
  { columns, rows }: Window['keys'],
  name: (text: string) => string,
): readonly string[] | undefined {
  if (rows.length === 0) return []
  const literals = rows.map((row) =>
    columns.map((column, index) => keyLiteral(column, row[index] ?? null)),
  )
  if (!literals.every((row) => row.every((literal) => literal !== undefined))) return undefined
  const [only, ...others] = columns
  if (only !== undefined && others.length === 0) {
    return [`${name(only.name)} IN (${literals.flat().join(', ')})`]
  }
  return literals.map((row) => {
    const parts = columns.map((column, index) => `${name(column.name)} = ${row[index]}`)
    return `(${parts.join(' AND ')})`
  })
}

function keyLiteral({ type }: Column, value: Value): string | undefined {
  if (type === 'integer' || type === 'decimal') {
    const text = isExactNumber(value) ? value.text : JSON.stringify(value)
    return plainNumber.test(text) ? text : undefined
  }
  if (type !== 'string' && type !== 'uuid') return undefined
  return typeof value === 'string' && plainText.test(value) ? `'${value}'` : undefined
}
