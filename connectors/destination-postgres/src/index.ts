import { apiVersion, defineDestination } from '@revetl/sdk'
import { sqlDestination } from '@revetl/sdk/sql'
import { configSchema } from './config.ts'
import { postgresDatabase } from './postgres-database.ts'

const { hosts, check, discover, table, close } = sqlDestination(postgresDatabase)

/** Delivers changes to PostgreSQL tables, a batch in one statement and one transaction. */
export default defineDestination({
  id: 'postgres',
  apiVersion,
  title: 'PostgreSQL',
  vendor: { name: 'PostgreSQL', docs: 'https://www.postgresql.org/docs/current/' },
  config: configSchema,
  network: { hosts },
  permissions: { net: true },
  check,
  discover,
  objects: {},
  dynamicObject: table,
  close,
})
