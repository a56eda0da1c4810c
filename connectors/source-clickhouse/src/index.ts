import { apiVersion, defineSource } from '@revetl/sdk'
import { checkConnection } from './check-connection.ts'
import { configSchema } from './config.ts'
import { discoverTables } from './discover-tables.ts'
import { describeModel, readModel } from './read-model.ts'

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
})
