import { apiVersion, bearer, defineSource, oauth2 } from '@revetl/sdk'
import { checkConnection } from './check-connection.ts'
import { configSchema } from './config.ts'
import { discoverTables } from './discover-tables.ts'
import { databricksDialect } from './pushdown/dialect.ts'
import { modelAsSql } from './pushdown/pushdown-model.ts'
import { executeStatements } from './pushdown/run-statements.ts'
import { prepareScratch } from './pushdown/scratch-schema.ts'
import { describeModel, readModel } from './read-model.ts'

// Where results lie: the storage of the workspace, in the cloud that it runs in. https://docs.databricks.com/api/statement-execution/v1/get-result-data.md (read 2026-11-27)
const storageHosts = ['*.amazonaws.com', '*.core.windows.net', 'storage.googleapis.com']

/** Reads models from Databricks SQL: one statement for each read, whose result is fetched piece by piece. */
export default defineSource({
  id: 'databricks',
  apiVersion,
  title: 'Databricks SQL',
  vendor: {
    name: 'Databricks',
    docs: 'https://docs.databricks.com/api/statement-execution/v1/statement-execution',
    api: { version: '2.0' },
  },
  config: configSchema,
  auth: ({ workspaceUrl, token, clientId = '', clientSecret = '' }) =>
    token === undefined
      ? oauth2({
          tokenUrl: new URL('/oidc/v1/token', workspaceUrl).href,
          clientId,
          clientSecret,
          scopes: ['all-apis'],
          clientAuth: 'basic',
        })
      : bearer(token),
  network: { hosts: ({ workspaceUrl }) => [new URL(workspaceUrl).hostname, ...storageHosts] },
  check: checkConnection,
  discover: discoverTables,
  describe: describeModel,
  read: readModel,
  sql: { quote: '`' },
  pushdown: {
    dialect: databricksDialect,
    model: modelAsSql,
    prepare: prepareScratch,
    execute: executeStatements,
  },
})
