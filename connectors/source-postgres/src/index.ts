import { apiVersion, defineSource } from '@revetl/sdk'
import { postgresServer, serverAddress } from '@revetl/sdk/sql'
import { checkConnection } from './check-connection.ts'
import { configSchema } from './config.ts'
import { discoverTables } from './discover-tables.ts'
import { executeStatements, prepareScratch } from './pushdown/scratch.ts'
import { postgresDialect } from './pushdown/dialect.ts'
import { modelAsSql } from './pushdown/pushdown-model.ts'
import { describeModel, readModel } from './read-model.ts'

/** Reads models from PostgreSQL: streaming, read-only, one snapshot for each read. */
export default defineSource({
  id: 'postgres',
  apiVersion,
  title: 'PostgreSQL',
  vendor: { name: 'PostgreSQL', docs: 'https://www.postgresql.org/docs/current/' },
  config: configSchema,
  network: { hosts: (config) => [serverAddress(config, postgresServer).host] },
  permissions: { net: true },
  check: checkConnection,
  discover: discoverTables,
  describe: describeModel,
  read: readModel,
  sql: {},
  pushdown: {
    dialect: postgresDialect,
    model: modelAsSql,
    prepare: prepareScratch,
    execute: executeStatements,
  },
})
