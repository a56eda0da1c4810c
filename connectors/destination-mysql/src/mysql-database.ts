import { configError } from '@revetl/sdk'
import { mysqlServer, type SqlDatabase } from '@revetl/sdk/sql'
import type { PoolConnection } from 'mysql2/promise'
import type { MysqlConfig } from './config.ts'
import { dialect } from './dialect.ts'
import { faults } from './faults.ts'
import { identify } from './identify.ts'
import { lookUpRows } from './look-up-rows.ts'
import { openPool } from './pool.ts'
import type { Table } from './table.ts'
import { findTable, listTables } from './tables.ts'
import { begin, commit, empty } from './transaction.ts'
import { writeChanges } from './write-changes.ts'

/** What tells MariaDB and MySQL from other databases as a destination. */
export const mysqlDatabase: SqlDatabase<MysqlConfig, PoolConnection, Table> = {
  kind: mysqlServer,
  dialect,
  faults,
  connect: openPool,
  defaultSchema: (_config, { database }) => {
    if (database !== '') return database
    throw configError('Failed to find the table: no database is configured.', {
      hint: 'Add the database to `url`, or set `database`.',
      delivery: 'not-applied',
    })
  },
  identify,
  listTables,
  findTable,
  run: (connection, sql) => connection.query(sql),
  begin,
  empty,
  write: writeChanges,
  lookUp: lookUpRows,
  commit,
}
