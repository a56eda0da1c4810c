import { apiVersion, defineDestination } from '@revetl/sdk'
import { sqlDestination } from '@revetl/sdk/sql'
import { configSchema } from './config.ts'
import { mysqlDatabase } from './mysql-database.ts'

const { hosts, check, discover, table, close } = sqlDestination(mysqlDatabase)

/** Delivers changes to MariaDB and MySQL tables, a batch in one transaction. */
export default defineDestination({
  id: 'mysql',
  apiVersion,
  title: 'MariaDB and MySQL',
  vendor: { name: 'MariaDB and MySQL', docs: 'https://mariadb.com/docs/server/' },
  config: configSchema,
  network: { hosts },
  permissions: { net: true },
  check,
  discover,
  objects: {},
  dynamicObject: table,
  close,
})
