import { apiVersion, defineSource } from '@revetl/sdk'
import { bindModel } from './bind-model.ts'
import { checkSource } from './check-source.ts'
import { toColumn } from './column-types.ts'
import { configSchema } from './config.ts'
import { discoverTables } from './discover-tables.ts'
import { duckdbQuery } from './duckdb-query.ts'
import { duckdbDialect } from './pushdown/dialect.ts'
import { modelAsSql } from './pushdown/pushdown-model.ts'
import { executeStatements, prepareScratch } from './pushdown/scratch.ts'
import { readModel } from './read-model.ts'
import { openSession } from './session.ts'

/** The DuckDB source: databases, files, and what DuckDB's extensions read. */
export default defineSource({
  id: 'duckdb',
  apiVersion,
  title: 'DuckDB',
  vendor: { name: 'DuckDB', docs: 'https://duckdb.org/docs/stable/', api: { version: '1.5' } },
  config: configSchema,
  // Of the gateway; an extension connects by itself, as native code may.
  network: { hosts: [] },
  // Models name files anywhere, and DuckDB, which is native, reads them.
  permissions: { addons: true, fsRead: ['any'] },
  check: checkSource,
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
  duckdbQuery,
})
