import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { errorMessage, isRevError, RevError } from '@revetl/sdk'
import { isGone, type Holder } from './holder.ts'
import { createStatements, ledgerVersion, migrations } from './schema.ts'
import { damaged, registerRowSum } from './verify-database.ts'
import { isWalDamaged } from './verify-wal.ts'

const busyTimeoutMs = 10_000
const pause = new Int32Array(new SharedArrayBuffer(4))

/** Opens the ledger file and brings its tables up. @throws `REV_STATE_BROKEN`, `REV_STATE_VERSION` or `REV_STATE_WRITE`. */
export function openDatabase(path: string): DatabaseSync {
  return withStateErrors(path, () => {
    mkdirSync(dirname(path), { recursive: true })
    if (isWalDamaged(path)) throw damaged(path, 'commits of its log cannot be read any more')
    const database = new DatabaseSync(path, { timeout: busyTimeoutMs })
    try {
      const version = layoutVersion(database, path)
      switchToWal(database)
      // NORMAL: commits leave the wait for the disk to the log file; checkpoints still wait for it.
      database.exec(
        'PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 4000',
      )
      registerRowSum(database)
      if (version < ledgerVersion) migrate(database, path)
      return database
    } catch (error) {
      database.close()
      throw error
    }
  })
}

/** Two processes may make the file at once, and SQLite does not wait for a lock when it changes the kind of its journal. */
function switchToWal(database: DatabaseSync): void {
  const deadline = Date.now() + busyTimeoutMs
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (!isBusy(error) || Date.now() >= deadline) throw error
      Atomics.wait(pause, 0, 0, 10)
    }
  }
}

/** The version of the layout in the file. @throws `REV_STATE_VERSION` for one that is newer than this rev. */
function layoutVersion(database: DatabaseSync, path: string): number {
  const { user_version: version = 0 } = database.prepare('PRAGMA user_version').get() as {
    user_version?: number
  }
  if (version > ledgerVersion) {
    throw new RevError(
      'REV_STATE_VERSION',
      `Failed to open ${path}: it was written by a newer version of rev. Expected layout ${ledgerVersion} or older, got ${version}.`,
      { hint: 'Update rev; the file was not touched.' },
    )
  }
  return version
}

/** Brings an older file up, in one transaction: it is of the old version or of the new one, whatever happens. */
function migrate(database: DatabaseSync, path: string): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    // Another process may have done it meanwhile.
    const version = layoutVersion(database, path)
    if (version === 0) create(database, path)
    else if (version < ledgerVersion) bringUp(database, path, version)
    database.exec(`PRAGMA user_version = ${ledgerVersion}`)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function bringUp(database: DatabaseSync, path: string, version: number): void {
  refuseWhileRunning(database, path)
  for (let from = version; from < ledgerVersion; from++) {
    for (const statement of migrations[from] ?? []) database.exec(statement)
  }
}

function create(database: DatabaseSync, path: string): void {
  const found = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get() as {
    count: number
  }
  // A file without a version has no tables: they are made in one transaction with it.
  if (found.count > 0) throw damaged(path, `it has tables and no version`)
  for (const statement of createStatements) database.exec(statement)
}

/** A run of an older rev could not go on with new tables. */
function refuseWhileRunning(database: DatabaseSync, path: string): void {
  const rows = database.prepare('SELECT holder FROM leases WHERE holder IS NOT NULL').all()
  const isHeld = (rows as { holder: string }[]).some(
    ({ holder }) => !isGone(JSON.parse(holder) as Holder),
  )
  if (!isHeld) return
  throw new RevError(
    'REV_STATE_BUSY',
    `Failed to bring ${path} up to this version of rev: a run of an older one is in progress.`,
    { hint: 'Wait for it to end, then try again.' },
  )
}

// SQLite's result codes, the low byte of `errcode`: https://www.sqlite.org/rescode.html (read 2026-11-22)
const brokenCodes = new Set([11, 26])
const writeCodes = new Set([8, 10, 13, 14])
const busyCodes = new Set([5, 6])

/** Turns SQLite's errors into rev's. */
export function withStateErrors<Result>(path: string, action: () => Result): Result {
  try {
    return action()
  } catch (error) {
    if (isRevError(error)) throw error
    throw stateError(error, path)
  }
}

function resultCode(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 0xff
}

function isBusy(error: unknown): boolean {
  return busyCodes.has(resultCode(error))
}

function stateError(error: unknown, path: string): unknown {
  const code = resultCode(error)
  const why = errorMessage(error)
  // A damaged schema shows as a table that is not there.
  if (brokenCodes.has(code) || /no such (table|column)|malformed/.test(why)) {
    return new RevError('REV_STATE_BROKEN', `Failed to read ${path}: ${why}.`, {
      cause: error,
      hint: 'Restore the file from a backup. Without one, move the .rev folder away: the next run then delivers everything again.',
    })
  }
  if (isBusy(error)) {
    return new RevError(
      'REV_STATE_BUSY',
      `Failed to use ${path}: another process keeps it locked.`,
      {
        cause: error,
        hint: 'Wait for the other run to end, then try again.',
      },
    )
  }
  if (writeCodes.has(code) || /ENOSPC|EACCES|EROFS|EDQUOT/.test(why)) {
    return new RevError('REV_STATE_WRITE', `Failed to write ${path}: ${why}.`, {
      cause: error,
      hint: 'Free space or fix the permissions, then run again; nothing that was delivered is lost.',
    })
  }
  return error
}
