import type { Batch, BatchField, Change, OperationName } from '../../batch.ts'
import type { Value } from '../../values.ts'
import type { TableName } from '../table-name.ts'

/** A column as a server describes it; a connector adds what its dialect has to know. */
export interface SqlColumn {
  readonly name: string
  /** Has to be given when a row is added. */
  readonly isRequired: boolean
  readonly isNullable: boolean
  /** Takes no values: generated, for example. */
  readonly isReadOnly: boolean
}

/** A table that can be written. */
export interface SqlTable<Column extends SqlColumn = SqlColumn> extends TableName {
  /** The name in SQL. */
  readonly sql: string
  readonly columns: readonly Column[]
  /** Sets of columns that identify a row: the primary key first, then the other unique indexes. */
  readonly uniqueSets: readonly (readonly string[])[]
  /** Tables whose rows go or change, by a foreign key, when a row of this one goes. */
  readonly cascades: readonly string[]
}

/** The columns of a table. */
export type ColumnOf<Table extends SqlTable> = Table['columns'][number]

/** What a write asks of a table. */
export type TableUse = Pick<Batch, 'object' | 'matchOn' | 'fields' | 'operation'>

/** Rows that are to be read back. */
export interface RowLookup<Table extends SqlTable = SqlTable> {
  readonly table: Table
  readonly matchOn: readonly ColumnOf<Table>[]
  /** One entry a row: the values of `matchOn`, in its order. */
  readonly keys: readonly (readonly Value[])[]
  /** The columns whose values are wanted. */
  readonly columns: readonly ColumnOf<Table>[]
}

/** A field of a batch and the column it goes to. */
export interface FieldColumn<Column extends SqlColumn = SqlColumn> {
  readonly field: BatchField
  readonly column: Column
}

/** Changes of one batch that carry the same fields, and so can be written by one statement. */
export interface WriteGroup<Table extends SqlTable = SqlTable> {
  readonly table: Table
  readonly operation: OperationName
  /** The fields by which rows are found; empty for `append` and `replace`. */
  readonly matchOn: readonly string[]
  readonly fields: readonly FieldColumn<ColumnOf<Table>>[]
  readonly changes: readonly Change[]
}
