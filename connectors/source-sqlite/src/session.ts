import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Context } from '@revetl/sdk'
import type { SqliteConfig } from './config.ts'
import { openError } from './sqlite-errors.ts'

/** A database inside one read transaction, which sees one state of the file. */
export interface Session extends Disposable {
  readonly database: DatabaseSync
  readonly path: string
}

/** Opens the file for one call. @throws `REV_MODEL_NOT_FOUND`, `REV_READ_FAILED` */
export function openSession({ config, projectPath }: Context<SqliteConfig>): Session {
  const file = path.resolve(projectPath, config.path)
  try {
    const database = new DatabaseSync(file, { readOnly: true, timeout: config.busyTimeoutMs })
    try {
      // The first look at the file begins the snapshot, and tells whether it is a database at all.
      database.exec('pragma temp_store = memory; begin; select count(*) from sqlite_schema')
    } catch (error) {
      database.close()
      throw error
    }
    return { database, path: file, [Symbol.dispose]: () => database.close() }
  } catch (error) {
    throw openError(file, error)
  }
}
