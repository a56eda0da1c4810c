import type { OpenDestination } from '../open-destination.ts'
import type { SqlTestServer } from './sql-test-server.ts'

/** What each part of the suite is given. */
export interface SuiteParts extends SqlTestServer {
  /** Whether tables can be looked up. */
  readonly hasLookup: boolean
  /** Makes an empty database. @returns its URL */
  readonly createDatabase: () => Promise<string>
  /** Opens the destination on a database, with options of its configuration. */
  readonly open: (url: string, options?: Record<string, unknown>) => Promise<OpenDestination>
}
