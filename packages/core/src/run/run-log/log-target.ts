import { isRevError, RevError } from '@revetl/sdk'
import { uploadRows } from '../../scratch-upload.ts'
import type { LocalDatabase } from '../../local-database.ts'
import type { Sync } from '../../project.ts'
import { quoteText } from '../../sql.ts'
import { untilAborted } from '../../until-aborted.ts'
import type { ScratchSession } from '../warehouse/scratch-session.ts'
import {
  changeRowsSql,
  changesTable,
  changeTableColumns,
  deleteRunsSql,
  insertRunsSql,
  logTableStatements,
  runsBeforeSql,
  runsTable,
  type LoggedRun,
} from './log-tables.ts'

// So many runs are taken out at a time.
const expiredMax = 1000

interface TargetParts {
  readonly session: ScratchSession
  readonly project: string
  readonly sync: Pick<Sync, 'name'>
  /** Throws where nothing may be written any more; called before each statement. */
  readonly beforeCall: () => void
}

/** The tables of a log in the database of a source. */
export class LogTarget {
  readonly #parts: TargetParts

  constructor(parts: TargetParts) {
    this.#parts = parts
  }

  /** Makes the tables where they are not there, and tries that rows can be taken out. @throws `REV_AUTH_SCOPE` */
  async prepare(): Promise<void> {
    const { session } = this.#parts
    const { scratch, pushdown, signal } = session
    await this.#call(() => pushdown.prepare(scratch.schema, signal))
    const statements = [...logTableStatements(scratch), ...deleteRunsSql(scratch, [''])]
    try {
      await this.#execute(statements)
    } catch {
      signal.throwIfAborted()
      // Two syncs that make the tables at once get into each other's way; then they are there.
      await this.#execute(statements).catch((error: unknown) => {
        throw unusable(scratch.schema, error)
      })
    }
  }

  /** Adds the changes of a run. @returns how many there are */
  async addChanges(database: LocalDatabase, path: string, run: string): Promise<number> {
    const { session, project, sync } = this.#parts
    const kept = `SELECT * FROM read_parquet(${quoteText(path)})`
    const select = changeRowsSql(kept, { id: run, project, sync: sync.name }, quoteText)
    return uploadRows(database, select, {
      scratch: session.scratch,
      table: changesTable,
      columns: changeTableColumns(session.scratch.dialect),
      execute: (statements) => this.#execute(statements),
    })
  }

  async addRuns(runs: readonly LoggedRun[]): Promise<void> {
    const { session, project } = this.#parts
    await this.#execute([insertRunsSql(session.scratch, project, runs)])
  }

  async removeRuns(runIds: readonly string[]): Promise<void> {
    await this.#execute(deleteRunsSql(this.#parts.session.scratch, runIds))
  }

  /** Takes out the runs of the sync that began before a time. */
  async expire(beforeMs: number): Promise<void> {
    const { session, project, sync } = this.#parts
    const before = new Date(beforeMs).toISOString()
    const which = { project, sync: sync.name, before }
    const select = runsBeforeSql(session.scratch, which, expiredMax)
    for (;;) {
      const rows = await this.#call(() => session.rows(select))
      if (rows.length === 0) return
      await this.removeRuns(rows.map(([id]) => String(id)))
    }
  }

  #execute(statements: readonly string[]): Promise<void> {
    const { session } = this.#parts
    return this.#call(() => session.execute(statements))
  }

  /** A connector may ignore that it is stopped; nobody waits for it then. */
  async #call<Result>(work: () => Promise<Result>): Promise<Result> {
    const { session, beforeCall } = this.#parts
    beforeCall()
    const { signal } = session
    return untilAborted(work(), signal, () => signal.reason as Error)
  }
}

function unusable(schema: string, error: unknown): unknown {
  if (!isRevError(error)) return error
  return new RevError(
    error.code,
    `Failed to use the tables ${runsTable} and ${changesTable} in ${schema}: ${error.message}`,
    {
      cause: error,
      hint: `The user of the source has to be able to make them there, and to select, insert and delete their rows; nobody else may have tables of these names in ${schema}.`,
    },
  )
}
