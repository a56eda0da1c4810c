import { postgresServer, type SqlDatabase } from '@revetl/sdk/sql'
import type { PoolClient } from 'pg'
import type { PostgresConfig } from './config.ts'
import { dialect } from './dialect.ts'
import { faults } from './faults.ts'
import { identify } from './identify.ts'
import { lookUpRows } from './look-up-rows.ts'
import { openPool } from './pool.ts'
import { findTable, listTables, type Table } from './table.ts'
import { begin, commit, empty } from './transaction.ts'
import { writeChanges } from './write-changes.ts'

/** What tells Postgres from other databases as a destination. */
export const postgresDatabase: SqlDatabase<PostgresConfig, PoolClient, Table> = {
  kind: postgresServer,
  dialect,
  faults,
  connect: openPool,
  defaultSchema: ({ schema }) => schema,
  identify,
  listTables,
  findTable,
  run: (client, sql) => client.query(sql),
  begin,
  empty,
  write: writeChanges,
  lookUp: lookUpRows,
  commit,
}
