import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { sqlDestinationSuite } from '@revetl/testkit/sql-suite'
import definition from '../src/index.ts'
import { postgresTestServer } from './sql-server.ts'

await sqlDestinationSuite({
  definition,
  describeWith: describeWithPostgres,
  server: postgresTestServer,
})
