import type { Context, DiscoveredTable } from '@revetl/sdk'
import { groupColumns, postgresModelError } from '@revetl/sdk/sql'
import { toColumn, type TypeFacts } from './column-types.ts'
import type { PostgresConfig } from './config.ts'
import { openSession } from './connect.ts'

interface ColumnRow extends TypeFacts {
  readonly schema: string
  readonly table: string
  readonly column: string
  readonly nullable: boolean
}

// Tables, views, materialized views, foreign and partitioned tables. A domain counts as the type below it.
const listColumns = `
  select n.nspname as schema, c.relname as table, a.attname as column, not a.attnotnull as nullable,
    format_type(a.atttypid, a.atttypmod) as name, base.oid::int8::float8 as oid, base.modifier,
    base.typtype as kind, base.typcategory as category
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
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
  where c.relkind in ('r', 'p', 'v', 'm', 'f')
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and has_schema_privilege(n.oid, 'usage')
    and has_column_privilege(c.oid, a.attnum, 'select')
  order by n.nspname, c.relname, a.attnum`

/** Lists what the user can read: tables and views with their columns. */
export async function discoverTables(
  ctx: Context<PostgresConfig>,
): Promise<{ readonly tables: readonly DiscoveredTable[] }> {
  await using session = await openSession(ctx.config, ctx.signal)
  try {
    const { rows } = await session.client.query<ColumnRow>(listColumns)
    const listed = rows.map((row) => ({
      path: [row.schema, row.table],
      column: toColumn(row.column, row, { nullable: row.nullable }),
    }))
    return { tables: groupColumns(listed) }
  } catch (error) {
    throw postgresModelError(error)
  }
}
