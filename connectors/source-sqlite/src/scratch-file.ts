import path from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { errorMessage, RevError } from '@revetl/sdk'
import { isBusy, isMissing } from './sqlite-errors.ts'

/** What statements call the file of scratch tables. */
export const scratchAlias = 'rev_scratch'

/** The file of scratch tables, beside the database, which is never written. */
export function scratchFileOf(database: string): string {
  const { dir, name } = path.parse(database)
  return path.join(dir, `${name}.rev-scratch.sqlite`)
}

/** Attaches the file of scratch tables. @throws `REV_READ_FAILED` with its name; what is busy is thrown as it is */
export function attachScratch(database: DatabaseSync, file: string): void {
  try {
    database.prepare(`attach ? as ${scratchAlias}`).run(file)
  } catch (error) {
    if (isBusy(error)) throw error
    const message = `Failed to open ${file}: ${errorMessage(error)}.`
    throw new RevError('REV_READ_FAILED', message, { cause: error })
  }
}

/** Attaches the file to a connection that only reads. Nothing is attached where no run has made it yet. */
export function attachIfThere(database: DatabaseSync, file: string): void {
  try {
    attachScratch(database, file)
  } catch (error) {
    if (!isMissing((error as Error).cause)) throw error
  }
}
