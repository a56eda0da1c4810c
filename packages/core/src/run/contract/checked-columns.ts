import type { Column, PushdownModel } from '@revetl/sdk'
import type { CheckedColumn } from '../../diff/warehouse/stage-sql.ts'
import type { Sync } from '../../project.ts'
import { findStaged } from './contract-rules.ts'

type Checked = Pick<Sync, 'key'> & { readonly model: Pick<Sync['model'], 'contract'> }

/** The columns that the contract of a sync's model looks at, with those that name a row in its messages. */
export function checkedColumns(
  { key, model: { contract } }: Checked,
  columns: readonly Column[],
): readonly Column[] {
  if (contract === undefined) return []
  const { freshness } = contract
  const promised = contract.columns.map(({ name }) => name)
  const names = [...promised, ...(freshness ? [freshness.column] : []), ...key]
  return [...new Set(names.flatMap((name) => findStaged(columns, name) ?? []))]
}

/** Those of them that are asked for as keys: of numbers the values are compared, and any text of one will do. */
export function checkedNumbers(checked: readonly Column[]): readonly string[] {
  return checked.filter(({ type }) => type === 'number').map(({ name }) => name)
}

/** The same in the SQL of a model, of which the last keys are the numbers. */
export function checkedSql(
  checked: readonly Column[],
  { columns, texts, keys }: PushdownModel,
): readonly CheckedColumn[] {
  const numbers = checkedNumbers(checked)
  const values = keys.slice(keys.length - numbers.length)
  return checked.map((column, index) => {
    const text = texts[columns.findIndex(({ name }) => name === column.name)]
    const sql = column.type === 'number' ? values[numbers.indexOf(column.name)] : text
    return { column, name: `w${index}`, sql: sql ?? 'NULL' }
  })
}

/** The one with the column of a name. */
export function findChecked(
  checked: readonly CheckedColumn[],
  name: string,
): CheckedColumn | undefined {
  const columns = checked.map(({ column }) => column)
  const found = findStaged(columns, name)
  return checked.find(({ column }) => column === found)
}
