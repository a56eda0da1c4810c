import { apiVersion, defineSource } from '@revetl/sdk'
import { checkConnection } from './check-connection.ts'
import { configSchema } from './config.ts'
import { discoverTables } from './discover-tables.ts'
import { clickhouseDialect } from './pushdown/dialect.ts'
import { modelAsSql } from './pushdown/pushdown-model.ts'
import { executeStatements, prepareScratch } from './pushdown/scratch.ts'
import { describeModel, readModel } from './read-model.ts'

// A cast to the column's own type would read the text in the zone of that type.
const instant = "toDateTime64('{date} {time}', 0, 'UTC')"
const clickhouseSql = {
  literals: { date: "toDate32('{date}')", timestamp: instant, timestamptz: instant },
} as const

/** Reads models from ClickHouse over HTTP: streaming, read-only, one query for each read. */
export default defineSource({
  id: 'clickhouse',
  apiVersion,
  title: 'ClickHouse',
  vendor: { name: 'ClickHouse', docs: 'https://clickhouse.com/docs/interfaces/http' },
  config: configSchema,
  network: { hosts: ({ url }) => [new URL(url).hostname] },
  permissions: { net: true },
  check: checkConnection,
  discover: discoverTables,
  describe: describeModel,
  read: readModel,
  sql: clickhouseSql,
  pushdown: {
    dialect: clickhouseDialect,
    model: modelAsSql,
    prepare: prepareScratch,
    execute: executeStatements,
  },
})
