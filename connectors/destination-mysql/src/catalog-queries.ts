import type { RowDataPacket } from 'mysql2/promise'

// Questions to `information_schema` about one database, which stands for @schema.

/** A column in `information_schema`. */
export interface ColumnRow extends RowDataPacket {
  readonly table: string
  readonly name: string
  readonly dataType: string
  readonly type: string
  readonly collation: string | null
  readonly characters: string | null
  readonly fraction: string | null
  readonly nullable: string
  readonly byDefault: string | null
  readonly extra: string
  readonly isWritable: number
}

/** A part of a table, such as a column of an index; `name` is what it is a part of. */
export interface PartRow extends RowDataPacket {
  readonly table: string
  readonly name: string
  readonly part: string
}

/** A table; `part` tells whether its engine has transactions. */
export interface TableRow extends PartRow {
  readonly packetBytes: number | string
}

export const askColumns = `
  select table_name as \`table\`, column_name as name, data_type as dataType, column_type as type,
    collation_name as collation, character_maximum_length as characters,
    datetime_precision as fraction, is_nullable as nullable, column_default as byDefault, extra,
    (find_in_set('insert', privileges) or find_in_set('update', privileges)) > 0 as isWritable
  from information_schema.columns where table_schema = @schema`

export const askTables = `
  select t.table_name as name, t.table_name as \`table\`, coalesce(e.transactions, 'YES') as part,
    @@max_allowed_packet as packetBytes
  from information_schema.tables t left join information_schema.engines e on e.engine = t.engine
  where t.table_schema = @schema and t.table_type = 'BASE TABLE'`

// A unique index finds rows only where it covers whole columns. Parts of expressions have no column.
export const askIndexes = `
  select table_name as \`table\`, index_name as name, coalesce(column_name, '') as part
  from information_schema.statistics
  where table_schema = @schema and non_unique = 0 and coalesce(sub_part, 0) = 0`

export const askPrefixes = `
  select table_name as \`table\`, index_name as name, '' as part from information_schema.statistics
  where table_schema = @schema and non_unique = 0 and sub_part is not null`

export const askCascades = `
  select referenced_table_name as \`table\`, constraint_name as name, table_name as part
  from information_schema.referential_constraints
  where unique_constraint_schema = @schema and delete_rule in ('CASCADE', 'SET NULL', 'SET DEFAULT')`

// MariaDB keeps JSON as text with a constraint that has the name of its column.
export const askJson = `
  select table_name as \`table\`, constraint_name as name, '' as part
  from information_schema.check_constraints
  where constraint_schema = @schema and check_clause like 'json\\_valid(%'`

/** Tells one form of a table from another: numbers of 64 bits, whose order does not matter. A text of all columns would be cut. */
export const version = `cast(bit_xor(cast(conv(left(md5(concat_ws(' ', ordinal_position, column_name, column_type,
    coalesce(collation_name, ''), is_nullable)), 16), 16, 10) as unsigned)) as char)`

export const askVersions = `
  select table_name as \`table\`, table_name as name, ${version} as part
  from information_schema.columns where table_schema = @schema`
