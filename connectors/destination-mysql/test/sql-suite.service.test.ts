import { describeWithMariadb } from '@revetl/testkit/services/vitest'
import { sqlDestinationSuite } from '@revetl/testkit/sql-suite'
import definition from '../src/index.ts'
import { mysqlTestServer } from './sql-server.ts'

await sqlDestinationSuite({
  definition,
  describeWith: describeWithMariadb,
  server: mysqlTestServer,
})
