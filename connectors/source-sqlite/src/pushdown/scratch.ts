import { DatabaseSync } from 'node:sqlite'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { errorMessage, isRevError, type Context } from '@revetl/sdk'
import { scratchRefused, statementStopped } from '@revetl/sdk/sql'
import type { SqliteConfig } from '../config.ts'
import { attachScratch, scratchAlias, scratchFileOf } from '../scratch-file.ts'
import { databasePath, openedSession, type Session } from '../session.ts'
import { isBusy, modelError, openError, readError } from '../sqlite-errors.ts'
import { registerFunctions } from './functions.ts'

/**
 * Makes sure that the file of scratch tables can be written.
 * @throws `REV_AUTH_SCOPE` with what to grant, `REV_RUN_CANCELLED`
 */
export async function prepareScratch(schema: string, ctx: Context<SqliteConfig>): Promise<void> {
  const file = scratchFileOf(databasePath(ctx))
  try {
    using session = await beginWriting(ctx)
    // A file that may only be read is opened without a word.
    session.database.exec(`pragma ${scratchAlias}.user_version = 1; commit`)
  } catch (error) {
    if (ctx.signal.aborted) throw statementStopped(error)
    if (isRevError(error) && !error.message.includes(file)) throw error
    const grant = `Let rev write ${file} and the folder that it is in`
    throw scratchRefused(schema, { why: errorMessage(error), grant, cause: error })
  }
}

/**
 * Runs statements in one transaction, which sees one state of the database. A stop is seen between two of them.
 * @throws `REV_MODEL_*`, `REV_READ_FAILED`, `REV_RUN_CANCELLED`
 */
export async function executeStatements(
  statements: readonly string[],
  ctx: Context<SqliteConfig>,
): Promise<void> {
  let current = ''
  try {
    using session = await beginWriting(ctx)
    for (const statement of [...statements, 'commit']) {
      await setImmediate()
      ctx.signal.throwIfAborted()
      current = statement
      session.database.exec(statement)
    }
  } catch (error) {
    throw ctx.signal.aborted ? statementStopped(error) : modelError(error, current)
  }
}

const pauseMs = 50
const patienceMs = 600_000

/** Begins a transaction that writes scratch tables. Another one, of any process, is waited for. */
async function beginWriting(ctx: Context<SqliteConfig>): Promise<Session> {
  const file = databasePath(ctx)
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    ctx.signal.throwIfAborted()
    try {
      return openWriting(file)
    } catch (error) {
      if (!isBusy(error)) throw error
      if (waitedMs >= patienceMs) throw readError(error)
    }
    await setTimeout(pauseMs, undefined, { signal: ctx.signal })
  }
}

function openWriting(file: string): Session {
  const address = pathToFileURL(file)
  // The database itself cannot be written: https://www.sqlite.org/uri.html#urimode (read 2026-11-27)
  address.searchParams.set('mode', 'ro')
  // Whoever waits here would keep this thread from those it waits for.
  const database = openOrThrow(file, () => new DatabaseSync(address, { timeout: 0 }))
  return openedSession(file, database, () => {
    openOrThrow(file, () => database.exec('select count(*) from sqlite_schema'))
    attachScratch(database, scratchFileOf(file))
    // Readers and a writer do not wait for each other, and what is committed is on the disk.
    database.exec(`pragma ${scratchAlias}.journal_mode = wal; pragma ${scratchAlias}.synchronous = full;
      begin immediate`)
    registerFunctions(database)
  })
}

function openOrThrow<Result>(file: string, open: () => Result): Result {
  try {
    return open()
  } catch (error) {
    throw isBusy(error) ? error : openError(file, error)
  }
}
