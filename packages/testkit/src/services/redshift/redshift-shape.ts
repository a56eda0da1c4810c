const version = 'PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC, Redshift 1.0.100000'

// The types that Postgres does not have, with the numbers by which Amazon's drivers know them: https://github.com/aws/amazon-redshift-python-driver/blob/master/redshift_connector/utils/oids.py (read 2026-11-27)
const types = [
  ['super', 4000],
  ['hllsketch', 2935],
  ['geometry', 3000],
  ['geography', 3001],
  ['varbyte', 6551],
] as const

/** A collation for which spaces at the end do not count, nor any others. */
export const blankIgnorant = 'redshift_shape.blank_ignorant'

/** A type whose values are texts, under a number of its own: what is printed is what was written. */
function typeStatements(name: string, oid: number): readonly string[] {
  const io = `language internal immutable strict`
  const itself = `(select oid from pg_type where typname = '${name}')`
  return [
    `create type ${name}`,
    `create function ${name}_in(cstring) returns ${name} ${io} as 'textin'`,
    `create function ${name}_out(${name}) returns cstring ${io} as 'textout'`,
    `create type ${name} (input = ${name}_in, output = ${name}_out, internallength = variable, storage = extended)`,
    `update pg_proc set prorettype = ${oid} where proname = '${name}_in'`,
    `update pg_proc set proargtypes = '${oid}' where proname = '${name}_out'`,
    `update pg_depend set objid = ${oid} where classid = 'pg_type'::regclass and objid = ${itself}`,
    `update pg_depend set refobjid = ${oid} where refclassid = 'pg_type'::regclass and refobjid = ${itself}`,
    `update pg_type set typelem = ${oid} where typelem = ${itself}`,
    `update pg_type set oid = ${oid} where typname = '${name}'`,
  ]
}

/**
 * Statements that give a database of Postgres the look of Redshift, for a superuser: its types, its system views and
 * its version. External tables are what stands in `redshift_shape.external_columns`.
 */
export const redshiftShape: readonly string[] = [
  'set allow_system_table_mods = on',
  'create schema redshift_shape',
  `create table redshift_shape.external_columns (
     schemaname text, tablename text, columnname text, external_type text, columnnum int)`,
  'grant usage on schema redshift_shape to public',
  'grant select on redshift_shape.external_columns to public',
  ...types.flatMap(([name, oid]) => typeStatements(name, oid)),
  `create or replace function pg_catalog.version() returns text language sql stable as $$ select '${version}'::text $$`,
  `create collation ${blankIgnorant} (provider = icu, locale = 'und-u-ka-shifted', deterministic = false)`,
  // https://docs.aws.amazon.com/redshift/latest/dg/JSON_SERIALIZE.html (read 2026-11-27)
  `create function pg_catalog.json_serialize(super) returns varchar language plpgsql immutable as
     $$ begin return coalesce(super_out($1)::text, 'null'); end $$`,
  // https://docs.aws.amazon.com/redshift/latest/dg/r_FROM_VARBYTE.html (read 2026-11-27)
  `create function pg_catalog.from_varbyte(varbyte, text) returns varchar language plpgsql immutable strict as
     $$ begin return encode(decode(varbyte_out($1)::text, 'hex'), $2); end $$`,
  // https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_COLUMNS.html (read 2026-11-27)
  `create view pg_catalog.svv_columns as
     select table_catalog::text, table_schema::text, table_name::text, column_name::text,
       ordinal_position::int, column_default::text, is_nullable::text,
       case data_type when 'USER-DEFINED' then udt_name else data_type end::text as data_type,
       character_maximum_length::int, numeric_precision::int, numeric_scale::int
     from information_schema.columns where table_schema <> 'redshift_shape'
     union all
     select current_database(), schemaname, tablename, columnname, columnnum, null, null,
       external_type, null, null, null
     from redshift_shape.external_columns`,
  // https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_EXTERNAL_TABLES.html (read 2026-11-27)
  `create view pg_catalog.svv_external_tables as
     select distinct schemaname, tablename from redshift_shape.external_columns`,
  // https://docs.aws.amazon.com/redshift/latest/dg/SYS_QUERY_HISTORY.html (read 2026-11-27)
  `create view pg_catalog.sys_query_history as
     select usesysid::int as user_id, 1::bigint as query_id,
       coalesce(current_setting('rev.query_group', true), '') as query_label, pid as session_id,
       (extract(epoch from now() - backend_start) * 1000000)::bigint as elapsed_time,
       0::bigint as queue_time, 0::bigint as execution_time, 0::bigint as returned_rows,
       0::bigint as returned_bytes
     from pg_stat_activity where pid = pg_backend_pid()`,
  'grant select on pg_catalog.svv_columns, pg_catalog.svv_external_tables, pg_catalog.sys_query_history to public',
]
