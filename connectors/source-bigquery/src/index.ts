import { apiVersion, defineSource } from '@revetl/sdk'
import { checkConnection } from './check-connection.ts'
import { configSchema, storageEndpointOf } from './config.ts'
import { discoverTables } from './discover-tables.ts'
import { bigqueryDialect } from './pushdown/dialect.ts'
import { modelAsSql } from './pushdown/pushdown-model.ts'
import { executeStatements } from './pushdown/run-statements.ts'
import { prepareScratch } from './pushdown/scratch-dataset.ts'
import { describeModel, readModel } from './read-model.ts'

/** Reads models from BigQuery: one query job for each read, whose result is read page by page or as one stream. */
export default defineSource({
  id: 'bigquery',
  apiVersion,
  title: 'BigQuery',
  vendor: {
    name: 'Google BigQuery',
    docs: 'https://cloud.google.com/bigquery/docs/reference/rest',
    api: { version: 'v2' },
  },
  config: configSchema,
  network: {
    hosts: (config) => [
      ...[config.apiEndpoint, storageEndpointOf(config) ?? []].flat().map(hostnameOf),
      'oauth2.googleapis.com',
      'metadata.google.internal',
    ],
  },
  permissions: { net: true },
  check: checkConnection,
  discover: discoverTables,
  describe: describeModel,
  read: readModel,
  sql: { quote: '`' },
  pushdown: {
    dialect: bigqueryDialect,
    model: modelAsSql,
    prepare: prepareScratch,
    execute: executeStatements,
  },
})

function hostnameOf(url: string): string {
  return new URL(url).hostname
}
