import { apiVersion, defineSource } from '@revetl/sdk'
import { checkConnection } from './check-connection.ts'
import { configSchema, originOf } from './config.ts'
import { discoverTables } from './discover-tables.ts'
import { authOf } from './log-in.ts'
import { snowflakeDialect } from './pushdown/dialect.ts'
import { modelAsSql } from './pushdown/pushdown-model.ts'
import { executeStatements, prepareScratch } from './pushdown/scratch.ts'
import { describeModel, readModel } from './read-model.ts'

/** Reads models from Snowflake by its SQL API: one statement for each read, whose result is read part by part. */
export default defineSource({
  id: 'snowflake',
  apiVersion,
  title: 'Snowflake',
  vendor: {
    name: 'Snowflake',
    docs: 'https://docs.snowflake.com/en/developer-guide/sql-api/reference',
    api: { version: 'v2' },
  },
  config: configSchema,
  auth: authOf,
  network: {
    hosts: (config) =>
      [originOf(config), config.oauthTokenUrl]
        .filter((url) => url !== undefined)
        .map((url) => new URL(url).hostname),
  },
  check: checkConnection,
  discover: discoverTables,
  describe: describeModel,
  read: readModel,
  sql: {},
  pushdown: {
    dialect: snowflakeDialect,
    model: modelAsSql,
    prepare: prepareScratch,
    execute: executeStatements,
  },
})
