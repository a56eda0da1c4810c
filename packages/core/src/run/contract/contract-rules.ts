import type { FilePlace } from '@revetl/sdk'
import type { StagedColumn } from '../../compiled-mapping.ts'
import type { Contract, ContractColumn } from '../../model.ts'
import { quoteName, quoteText } from '../../sql.ts'

/** What the statement that checks a contract calls the rows; a model's own tables have other names. */
export const checkedRows = quoteName('rev:rows')

/** Something that rows have to keep. */
export interface ContractRule {
  /** The column and what holds for it, such as `id not_null`. */
  readonly name: string
  readonly column: StagedColumn
  /** A condition on one of `checkedRows` that breaks the rule. */
  readonly isBroken: string
  /** After `3 rows`. */
  readonly words: string
  readonly place: FilePlace
}

/** What a contract says that the columns alone break. */
export interface ColumnViolation {
  readonly name: string
  readonly words: string
  readonly place: FilePlace
}

/** Columns that are missing or of another type. */
export function columnViolations(
  { columns, freshness }: Contract,
  staged: readonly StagedColumn[],
): readonly ColumnViolation[] {
  const ofColumns = columns.flatMap(({ name, type, place }) => {
    const found = findStaged(staged, name)
    if (found === undefined) return [{ name, words: 'the model has no such column', place }]
    if (type === undefined || found.type === type) return []
    return [{ name: `${name} type`, words: `expected ${type}, got ${found.type}`, place }]
  })
  if (freshness === undefined) return ofColumns
  const { column, place } = freshness
  const type = findStaged(staged, column)?.type
  if (type !== undefined && timeTypes.includes(type)) return ofColumns
  const words =
    type === undefined
      ? 'the model has no such column'
      : `expected a date or timestamp, got ${type}`
  return [...ofColumns, { name: `${column} freshness`, words, place }]
}

const timeTypes: readonly string[] = ['date', 'timestamp', 'timestamptz']

/** The column whose newest time counts; undefined where none is asked for, and where it is no time. */
export function freshnessColumn(
  { freshness }: Pick<Contract, 'freshness'>,
  staged: readonly StagedColumn[],
): StagedColumn | undefined {
  const found = freshness && findStaged(staged, freshness.column)
  return found !== undefined && timeTypes.includes(found.type) ? found : undefined
}

/** The rules that are looked at in the rows; what the model has no column for is told by `columnViolations`. */
export function contractRules(
  { columns }: Contract,
  staged: readonly StagedColumn[],
): readonly ContractRule[] {
  return columns.flatMap((promised) => {
    const column = findStaged(staged, promised.name)
    return column === undefined ? [] : columnRules(promised, column)
  })
}

function columnRules(
  { isNotNull, isUnique, acceptedValues, place, name }: ContractColumn,
  column: StagedColumn,
): readonly ContractRule[] {
  const sql = quoteName(column.name)
  const twins = `SELECT ${sql} FROM ${checkedRows} WHERE ${sql} IS NOT NULL GROUP BY ${sql} HAVING count(*) > 1`
  const rule = (kind: string, isBroken: string, words: string): ContractRule => ({
    name: `${name} ${kind}`,
    column,
    isBroken,
    words,
    place,
  })
  return [
    ...(isNotNull ? [rule('not_null', `${sql} IS NULL`, 'without a value')] : []),
    ...(isUnique ? [rule('unique', `${sql} IN (${twins})`, 'that share their value')] : []),
    ...(acceptedValues === undefined
      ? []
      : [rule('accepted_values', otherThan(column, acceptedValues), 'with another value')]),
  ]
}

/** Whether a value is none of these; null is. */
function otherThan({ name, type }: StagedColumn, accepted: readonly string[]): string {
  const sql = quoteName(name)
  const isNumber = type === 'number' || type === 'decimal'
  const list = accepted.map(quoteText)
  // 1.50 and 1.5 are one number.
  const numbers = list.map((text) => `try_cast(${text} AS DOUBLE)`)
  const isOther = isNumber
    ? `try_cast(${sql} AS DOUBLE) IS NULL OR NOT list_contains([${numbers.join(', ')}], ${sql}::DOUBLE)`
    : `${sql}::VARCHAR NOT IN (${list.join(', ')})`
  return `${sql} IS NOT NULL AND (${isOther})`
}

/** The column of a name, whatever its case: as the local engine finds it. */
export function findStaged(
  staged: readonly StagedColumn[],
  name: string,
): StagedColumn | undefined {
  return (
    staged.find((column) => column.name === name) ??
    staged.find((column) => column.name.toLowerCase() === name.toLowerCase())
  )
}

/** SQL for the newest value of a column of dates or times, in milliseconds since 1970; NULL where there is none. */
export function newestSql(column: StagedColumn): string {
  const text = `replace(${quoteName(column.name)}, 'Z', '')`
  return `epoch_ms(max(try_cast(${text} AS TIMESTAMP)))`
}
