import { apiVersion, defineSource } from '@revetl/sdk'
import { bindModel } from './bind-model.ts'
import { stagedSql } from './canonical-sql.ts'
import { toColumn } from './column-types.ts'
import { configSchema } from './config.ts'
import { discoverTables } from './discover-tables.ts'
import { projectSql } from './project-sql.ts'
import { duckdbDialect } from './pushdown/dialect.ts'
import { modelAsSql } from './pushdown/pushdown-model.ts'
import { executeStatements, prepareScratch } from './pushdown/scratch.ts'
import { readModel } from './read-model.ts'
import { openSession } from './session.ts'

/** The DuckDB source: a database file, and CSV, Parquet and JSON files. */
export default defineSource({
  id: 'duckdb',
  apiVersion,
  title: 'DuckDB',
  vendor: { name: 'DuckDB', docs: 'https://duckdb.org/docs/stable/', api: { version: '1.5' } },
  config: configSchema,
  network: { hosts: [] },
  // Models name files anywhere, and DuckDB, which is native, reads them.
  permissions: { addons: true, fsRead: ['any'] },
  check: async (ctx) => {
    using session = await openSession(ctx)
    return { account: { id: session.database?.path ?? ':memory:' } }
  },
  discover: async (ctx) => ({ tables: await discoverTables(ctx) }),
  describe: async (request, ctx) => {
    using session = await openSession(ctx)
    const { columns } = await bindModel(session.connection, request, ctx)
    return columns.map(({ name, type }) => toColumn(name, type))
  },
  read: readModel,
  sql: {},
  pushdown: {
    dialect: duckdbDialect,
    model: modelAsSql,
    prepare: prepareScratch,
    execute: executeStatements,
  },
  duckdbQuery: async (request, ctx) => {
    using session = await openSession(ctx)
    const bound = await bindModel(session.connection, request, ctx)
    const { database } = session
    return {
      attach: database === undefined ? [] : [database],
      ...(database === undefined ? {} : { defaultDatabase: database.alias }),
      fileSearchPath: request.projectPath,
      sql: projectSql(bound, stagedSql),
    }
  },
})
