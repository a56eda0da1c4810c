import { comparedSql, scratchTable, scratchValue } from '@revetl/sdk/sql'
import type { Contract, ContractColumn } from '../../model.ts'
import type { CheckedColumn, WarehouseStage } from '../../diff/warehouse/stage-sql.ts'
import { findChecked } from './checked-columns.ts'

/**
 * SELECT of the columns that a contract looks at, of every row that can break it: what is there more than once comes with
 * all of its rows. Undefined where no rule looks at rows.
 */
export function suspectsSql(
  stage: Pick<WarehouseStage, 'scratch' | 'table' | 'checked'>,
  { columns }: Pick<Contract, 'columns'>,
): string | undefined {
  const { scratch, table, checked } = stage
  const conditions = columns.flatMap((promised) => {
    const found = findChecked(checked, promised.name)
    return found === undefined ? [] : breaches(stage, promised, found)
  })
  if (conditions.length === 0) return undefined
  const list = checked.map(({ name }) => `t.${name}`).join(', ')
  return `SELECT ${list} FROM ${scratchTable(scratch, table)} t WHERE ${conditions.join(' OR ')}`
}

function breaches(
  { scratch, table }: Pick<WarehouseStage, 'scratch' | 'table'>,
  { isNotNull, isUnique, acceptedValues }: ContractColumn,
  { name, column }: CheckedColumn,
): readonly string[] {
  const { dialect } = scratch
  const type = column.type === 'number' ? dialect.types.number : dialect.types.text
  const compared = (sql: string) => comparedSql(dialect, type, sql)
  const value = compared(`t.${name}`)
  const one = compared(`r.${name}`)
  const twins = `SELECT ${one} AS e0 FROM ${scratchTable(scratch, table)} r WHERE r.${name} IS NOT NULL GROUP BY ${one} HAVING count(*) > 1`
  const accepted = (acceptedValues ?? []).flatMap((text) => {
    if (column.type !== 'number') return [compared(scratchValue(dialect, type, text))]
    const number = String(Number(text))
    return Number.isFinite(Number(text)) ? [compared(scratchValue(dialect, type, number))] : []
  })
  const isOther = accepted.length === 0 ? '' : ` AND ${value} NOT IN (${accepted.join(', ')})`
  return [
    ...(isNotNull ? [`t.${name} IS NULL`] : []),
    ...(isUnique ? [`${value} IN (${twins})`] : []),
    ...(acceptedValues === undefined ? [] : [`(t.${name} IS NOT NULL${isOther})`]),
  ]
}

/**
 * SELECTs of texts among which the newest time of a column is, in turn to be tried: the last of those that are written
 * as usual, with all others, and all of them, where that last one is none of the calendar.
 */
export function newestTextsSql(
  { scratch, table }: Pick<WarehouseStage, 'scratch' | 'table'>,
  name: string,
): readonly [some: string, all: string] {
  const from = `FROM ${scratchTable(scratch, table)} t WHERE t.${name}`
  // The zone stands behind the digits of a second, and would be greater than a point.
  const last = `SELECT max(replace(t.${name}, 'Z', '')) AS ${name} ${from} LIKE '____-__-__%'`
  const all = `SELECT DISTINCT t.${name} AS ${name} ${from}`
  return [`${last} UNION ALL ${all} NOT LIKE '____-__-__%'`, `${all} IS NOT NULL`]
}
