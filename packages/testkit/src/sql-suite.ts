// What every destination for a SQL database has to show, as vitest tests; its own entry, so that the testkit itself
// needs no test runner.
import type { Destination } from '@revetl/sdk'
import { describe } from 'vitest'
import { openDestination } from './open-destination.ts'
import type { DatabaseService } from './services/database-service.ts'
import { defineFaults } from './sql-suite/faults.ts'
import { defineLookups } from './sql-suite/lookups.ts'
import { defineNames } from './sql-suite/names.ts'
import { defineOperations } from './sql-suite/operations.ts'
import { defineRejects } from './sql-suite/rejects.ts'
import { defineReplacing } from './sql-suite/replacing.ts'
import type { SqlTestServer } from './sql-suite/sql-test-server.ts'
import type { SuiteParts } from './sql-suite/suite-parts.ts'
import { defineTables } from './sql-suite/tables.ts'

/** What a test file says of the SQL destination that it tests. */
export interface SqlSuiteOptions<Config> {
  readonly definition: Destination<Config>
  /** A `describe` whose tests have a server, such as `describeWithPostgres`. */
  readonly describeWith: (
    name: string,
    define: (service: Pick<DatabaseService, 'createDatabase'>) => void,
  ) => void | Promise<void>
  readonly server: SqlTestServer
  /** The configuration for a database; default `{ url }`. */
  readonly configOf?: (url: string) => Record<string, unknown>
}

const partsByName = {
  'an operation': defineOperations,
  'replacing a table': defineReplacing,
  'a record': defineRejects,
  'a write': defineFaults,
  'a lookup': defineLookups,
  'a name': defineNames,
  'a table': defineTables,
}

/**
 * Registers what every destination for a SQL database has to show on a real server: operations, replaced tables,
 * rejected records, faults, names, and tables that are made. What a server cannot do is skipped with a reason.
 */
export async function sqlDestinationSuite<Config>(options: SqlSuiteOptions<Config>): Promise<void> {
  const { definition, describeWith, server, configOf = (url) => ({ url }) } = options
  await describeWith(`the SQL destination ${definition.id}`, ({ createDatabase }) => {
    const parts: SuiteParts = {
      ...server,
      createDatabase,
      hasLookup: definition.dynamicObject?.lookup !== undefined,
      open: (url, more) => openDestination(definition, { config: { ...configOf(url), ...more } }),
    }
    for (const [name, define] of Object.entries(partsByName)) {
      // oxlint-disable-next-line vitest/valid-title -- it is in the table above
      describe(name, () => {
        define(parts)
      })
    }
  })
}

export type {
  HeldTable,
  SqlTestDialect,
  SqlTestServer,
  TestUser,
  UnfitValue,
} from './sql-suite/sql-test-server.ts'
