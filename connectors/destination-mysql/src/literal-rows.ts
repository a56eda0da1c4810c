import type { Value } from '@revetl/sdk'
import { nullMatch, valueProblem, type RecordProblem, type WriteGroup } from '@revetl/sdk/sql'
import { sqlLiteral } from './sql-literal.ts'
import type { Table } from './table.ts'

/** Records that cannot be written as they are, by their number, that of the change in its group. */
export type Problems = Map<number, RecordProblem>

/** A record in SQL: its number and its values, in parentheses. */
export interface LiteralRow {
  readonly n: number
  readonly sql: string
}

const statementCharsMax = 4 << 20

/** The records of a group in SQL, without those that have a problem: these are told in `problems`. */
export function literalRows(
  { fields, matchOn, changes }: WriteGroup<Table>,
  problems: Problems,
): readonly LiteralRow[] {
  const rows: LiteralRow[] = []
  for (const [n, change] of changes.entries()) {
    const literals: string[] = [String(n)]
    for (const { field, column } of fields) {
      const { name, type } = field
      const value = (change.fields as Readonly<Record<string, Value>>)[name] ?? null
      const literal = sqlLiteral(value, type, column)
      if (value === null && matchOn.includes(name)) problems.set(n, nullMatch(name))
      if (typeof literal === 'string') literals.push(literal)
      else problems.set(n, valueProblem(name, literal.code, literal.why))
    }
    if (!problems.has(n)) rows.push({ n, sql: `(${literals.join(',')})` })
  }
  return rows
}

/** Rows for statements of a size that the server takes. What is too large even alone is a problem of its record. */
export function* partsOf(
  rows: readonly LiteralRow[],
  { packetBytes }: Table,
  problems: Problems,
): Generator<readonly LiteralRow[]> {
  // A character has up to four bytes, and the statement is more than its values.
  const charsMax = Math.min(statementCharsMax, Math.floor(packetBytes / 4) - 1024)
  let part: LiteralRow[] = []
  let chars = 0
  for (const row of rows) {
    if (row.sql.length > charsMax) {
      const message = 'is larger than max_allowed_packet of the server lets it be'
      problems.set(row.n, { code: 'REV_RECORD_TOO_LARGE', message })
      continue
    }
    if (chars + row.sql.length > charsMax) {
      yield part
      part = []
      chars = 0
    }
    part.push(row)
    chars += row.sql.length + 1
  }
  if (part.length > 0) yield part
}
