import { apiVersion, defineSource } from '@revetl/sdk'
import { mysqlServer, serverAddress } from '@revetl/sdk/sql'
import { checkConnection } from './check-connection.ts'
import { configSchema } from './config.ts'
import { discoverTables } from './discover-tables.ts'
import { mysqlDialect } from './pushdown/dialect.ts'
import { modelAsSql } from './pushdown/pushdown-model.ts'
import { executeStatements, prepareScratch } from './pushdown/scratch.ts'
import { describeModel, readModel } from './read-model.ts'

// In a session whose zone is UTC. A cast to `timestamp` is not to be had.
const instant = "timestamp'{date} {time}'"
const mysqlSql = {
  quote: '`',
  literals: { date: "date'{date}'", timestamp: instant, timestamptz: instant },
} as const

/** Reads models from MariaDB and MySQL: streaming, read-only, one snapshot for each read. */
export default defineSource({
  id: 'mysql',
  apiVersion,
  title: 'MariaDB and MySQL',
  vendor: { name: 'MariaDB and MySQL', docs: 'https://mariadb.com/docs/server/' },
  config: configSchema,
  network: { hosts: (config) => [serverAddress(config, mysqlServer).host] },
  permissions: { net: true },
  check: checkConnection,
  discover: discoverTables,
  describe: describeModel,
  read: readModel,
  sql: mysqlSql,
  pushdown: {
    dialect: mysqlDialect,
    model: modelAsSql,
    prepare: prepareScratch,
    execute: executeStatements,
  },
})
