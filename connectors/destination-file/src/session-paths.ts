import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import path from 'node:path'

/** Where the unfinished parts of a write are: beside the file, under names that nobody else uses. */
export interface SessionPaths {
  readonly target: string
  /** The rows of the session: a file of lines, or the folder of what does not fit into memory. */
  readonly rows: string
  /** The next version of the file. */
  readonly next: string
  /** What a commit was about to do, kept until the next session of the sync. */
  readonly mark: string
}

/** The paths for a file and a sync, of which only one run is under way at a time. */
export function sessionPaths(target: string, sync: string): SessionPaths {
  const hash = createHash('sha256')
    .update(`${path.basename(target)}\0${sync}`)
    .digest('hex')
  const stem = path.join(path.dirname(target), `.rev-${hash.slice(0, 24)}`)
  return { target, rows: `${stem}.rows`, next: `${stem}.next`, mark: `${stem}.mark` }
}

/** Removes what a session left, except the mark of its commit. */
export async function removeUnfinished({ rows, next }: SessionPaths): Promise<void> {
  for (const part of [rows, next]) await rm(part, { recursive: true, force: true })
}

/** The file that one session adds to a folder of Parquet files. */
export function partFile(target: string, sessionId: string): string {
  const isPlain = /^[\w-]{1,80}$/.test(sessionId)
  const id = isPlain ? sessionId : createHash('sha256').update(sessionId).digest('hex')
  return path.join(target, `part-${id}.parquet`)
}
