import { apiVersion, defineSource } from '@revetl/sdk'
import { serverAddress } from '@revetl/sdk/sql'
import { checkConnection } from './check-connection.ts'
import { configSchema } from './config.ts'
import { discoverTables } from './discover-tables.ts'
import { redshiftDialect } from './pushdown/dialect.ts'
import { modelAsSql } from './pushdown/pushdown-model.ts'
import { executeStatements, prepareScratch } from './pushdown/scratch.ts'
import { describeModel, readModel } from './read-model.ts'
import { redshift } from './redshift.ts'

/** Reads models from Amazon Redshift: through a cursor, read-only, one snapshot for each read. */
export default defineSource({
  id: 'redshift',
  apiVersion,
  title: 'Amazon Redshift',
  vendor: { name: 'Amazon Redshift', docs: 'https://docs.aws.amazon.com/redshift/latest/dg/' },
  config: configSchema,
  network: { hosts: (config) => [serverAddress(config, redshift).host] },
  permissions: { net: true },
  check: checkConnection,
  discover: discoverTables,
  describe: describeModel,
  read: readModel,
  sql: {},
  pushdown: {
    dialect: redshiftDialect,
    model: modelAsSql,
    prepare: prepareScratch,
    execute: executeStatements,
  },
})
