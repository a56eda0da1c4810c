import type { PushdownDialect } from '@revetl/sdk'

// On the disk when a statement is done: https://clickhouse.com/docs/operations/settings/merge-tree-settings (read 2026-11-27)
const durable = 'settings fsync_after_insert = 1, fsync_part_directory = 1'

/**
 * The SQL of ClickHouse. Every column can be null: what a LEFT JOIN does not find is then null and no default, whatever
 * `join_use_nulls` says, which is for the SQL of a model to choose.
 * @see https://clickhouse.com/docs/operations/settings/settings#join_use_nulls (read 2026-11-27)
 */
export const clickhouseDialect: PushdownDialect = {
  quote: '`',
  literals: 'backslash',
  // A schema is a database.
  scratch: 'schema',
  types: {
    integer: 'Nullable(Int64)',
    number: 'Nullable(Float64)',
    boolean: 'Nullable(Bool)',
    // Compared by bytes.
    text: 'Nullable(String)',
    print: 'Nullable(UUID)',
  },
  createTable: `create table {table} ({columns}) engine = MergeTree order by tuple() ${durable}`,
  logTable: `create table if not exists {table} ({columns}) engine = MergeTree order by tuple() ${durable}`,
  // By the SELECT alone some columns could not be null.
  stageTable: 'create table {table} ({columns}) engine = MergeTree order by tuple() as {select}',
  // What a subquery computes is computed once, and joins are hashed.
  fence: '',
  analyze: '',
}
