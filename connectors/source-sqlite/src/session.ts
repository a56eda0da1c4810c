import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Context } from '@revetl/sdk'
import type { SqliteConfig } from './config.ts'
import { attachIfThere, scratchFileOf } from './scratch-file.ts'
import { openError } from './sqlite-errors.ts'

/** A database inside one transaction, which sees one state of the file. */
export interface Session extends Disposable {
  readonly database: DatabaseSync
  readonly path: string
}

/** Where the database of a source is. */
export function databasePath({ config, projectPath }: Context<SqliteConfig>): string {
  return path.resolve(projectPath, config.path)
}

/**
 * Opens the file for one call, with the scratch tables beside it where they are to be read.
 * @throws `REV_MODEL_NOT_FOUND`, `REV_READ_FAILED`
 */
export function openSession(
  ctx: Context<SqliteConfig>,
  scratch: 'none' | 'read' = 'none',
): Session {
  const file = databasePath(ctx)
  try {
    const options = { readOnly: true, timeout: ctx.config.busyTimeoutMs }
    return openedSession(file, new DatabaseSync(file, options), (database) => {
      if (scratch === 'read') attachIfThere(database, scratchFileOf(file))
      // The first look at the file begins the snapshot, and tells whether it is a database at all.
      database.exec('pragma temp_store = memory; begin; select count(*) from sqlite_schema')
    })
  } catch (error) {
    throw openError(file, error)
  }
}

/** A session once its database is ready; one that does not get there is closed. */
export function openedSession(
  file: string,
  database: DatabaseSync,
  makeReady: (database: DatabaseSync) => void,
): Session {
  try {
    makeReady(database)
    return { database, path: file, [Symbol.dispose]: () => database.close() }
  } catch (error) {
    database.close()
    throw error
  }
}
