import {
  quoteTable,
  type PostgresType,
  type SqlColumn,
  type SqlTable,
  type TableName,
} from '@revetl/sdk/sql'
import type { ClientBase } from 'pg'
import { quoteIdentifier } from './quote-identifier.ts'

/** A column as the server describes it. */
export interface TableColumn extends SqlColumn, PostgresType {
  /** The type in SQL, with its modifiers. */
  readonly type: string
  /** Of an enum. */
  readonly labels: readonly string[] | null
}

/** A table that can be written. */
export interface Table extends SqlTable<TableColumn> {
  readonly oid: string
  /** Tells whether columns or their types have changed. */
  readonly version: string
  readonly isPartitioned: boolean
}

const version = `md5(string_agg(format('%s %s %s', a.attname, a.atttypid, a.atttypmod), ',' order by a.attnum))`

// A unique index finds rows only where it covers all of them, by plain columns, and at once.
const describeTables = `
  select n.nspname as schema, c.relname as table, c.relkind = 'p' as "isPartitioned", c.oid::text as oid,
    (select ${version} from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0) as version,
    (select coalesce(json_agg(json_build_object(
        'name', a.attname,
        'type', format_type(a.atttypid, a.atttypmod),
        'oid', base.oid::int8,
        'modifier', base.modifier,
        'kind', base.typtype,
        'category', base.typcategory,
        'isRequired', a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attgenerated = '',
        'isNullable', not a.attnotnull,
        'isReadOnly', a.attgenerated <> '' or a.attidentity = 'a',
        'labels', (select json_agg(e.enumlabel order by e.enumsortorder)
          from pg_catalog.pg_enum e where e.enumtypid = base.oid)
      ) order by a.attnum), '[]')
      from pg_catalog.pg_attribute a
      cross join lateral (
        with recursive below as (
          select t.oid, t.typtype, t.typcategory, t.typbasetype, t.typtypmod, a.atttypmod as modifier
          from pg_catalog.pg_type t where t.oid = a.atttypid
          union all
          select t.oid, t.typtype, t.typcategory, t.typbasetype, t.typtypmod, b.typtypmod
          from below b join pg_catalog.pg_type t on t.oid = b.typbasetype where b.typtype = 'd'
        )
        select * from below where typtype <> 'd'
      ) as base
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
    (select coalesce(json_agg(names order by not "isPrimary", index), '[]') from (
      select i.indisprimary as "isPrimary", i.indexrelid::int8 as index,
        (select json_agg(a.attname order by k.n)
          from unnest(i.indkey::int2[]) with ordinality as k(number, n)
          join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
          where k.n <= i.indnkeyatts) as names
      from pg_catalog.pg_index i
      where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indimmediate
        and i.indpred is null and i.indexprs is null) as sets) as "uniqueSets",
    (select coalesce(json_agg(k.conrelid::regclass::text), '[]')
      from pg_catalog.pg_constraint k
      where k.confrelid = c.oid and k.contype = 'f' and k.confdeltype in ('c', 'n', 'd')) as cascades
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p')`

/** Lists the tables that the user can write to. */
export async function listTables(client: ClientBase): Promise<readonly Table[]> {
  const { rows } = await client.query<Table>(`${describeTables}
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and not c.relispartition and has_schema_privilege(n.oid, 'usage')
    and (has_any_column_privilege(c.oid, 'insert, update') or has_table_privilege(c.oid, 'delete'))
    order by n.nspname, c.relname`)
  return rows.map((row) => ({ ...row, sql: quoteTable(row, quoteIdentifier) }))
}

/** @returns undefined where there is no such table. */
export async function findTable(client: ClientBase, name: TableName): Promise<Table | undefined> {
  const sql = quoteTable(name, quoteIdentifier)
  const { rows } = await client.query<Table>(
    `${describeTables} and n.nspname = $1 and c.relname = $2`,
    [name.schema, name.table],
  )
  return rows[0] && { ...rows[0], sql }
}

/** A statement that gives the version that a table has now. */
export function askVersion({ oid }: Table): string {
  return `select ${version} as version from pg_catalog.pg_attribute a where a.attrelid = ${oid} and a.attnum > 0`
}
