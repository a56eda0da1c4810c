import type { Batch } from '../../batch.ts'
import { configError } from '../../errors.ts'
import { groupByFields } from '../field-groups.ts'
import type { ColumnOf, FieldColumn, SqlTable, WriteGroup } from './sql-table.ts'

/** One group for each set of fields that records of a batch carry. @throws `REV_CONFIG_INVALID` */
export function writeGroups<Table extends SqlTable>(
  batch: Batch,
  table: Table,
): readonly WriteGroup<Table>[] {
  const { operation, matchOn } = batch
  const columns = new Map<string, ColumnOf<Table>>(
    table.columns.map((column) => [column.name, column]),
  )
  return groupByFields(batch).map(({ names, changes }) => {
    const fields = names.map((name): FieldColumn<ColumnOf<Table>> => {
      const column = columns.get(name)
      const field = batch.fields.find((candidate) => candidate.name === name)
      if (!column || !field) throw configError(`Failed to write: ${name} is no field of the batch.`)
      return { field, column }
    })
    return { table, operation, matchOn, fields, changes }
  })
}
