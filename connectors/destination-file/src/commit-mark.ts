import { copyFile, open, readFile, rm, stat, truncate } from 'node:fs/promises'
import path from 'node:path'
import { RevError } from '@revetl/sdk'
import { replaceFile, syncFile, syncFolder } from './durable.ts'
import type { SessionPaths } from './session-paths.ts'

/** What is noted before an append becomes visible, so that it can be taken back if nobody learnt that it did. */
export interface CommitMark {
  readonly session: string
  /** The file that the commit puts in place. */
  readonly inode: string
  readonly bytes: number
  /** How long the file was before; null where there was none. */
  readonly bytesBefore: number | null
}

/** Notes a commit durably. */
export async function writeMark(paths: SessionPaths, mark: CommitMark): Promise<void> {
  const handle = await open(paths.mark, 'w')
  try {
    await handle.writeFile(JSON.stringify(mark))
    await handle.sync()
  } finally {
    await handle.close()
  }
  await syncFolder(path.dirname(paths.mark))
}

/** Takes an append back that became visible, if it did. */
export async function undoCommit(paths: SessionPaths, session: string): Promise<void> {
  const mark = await readMark(paths)
  if (mark === undefined || mark.session !== session) return
  const now = await stat(paths.target, { bigint: true }).catch(() => undefined)
  if (now?.ino.toString() === mark.inode) {
    if (Number(now.size) !== mark.bytes) throw changedSince(paths.target)
    await restore(paths, mark.bytesBefore)
  }
  await rm(paths.mark, { force: true })
}

async function restore({ target, next }: SessionPaths, bytesBefore: number | null): Promise<void> {
  if (bytesBefore === null) {
    await rm(target)
    await syncFolder(path.dirname(target))
    return
  }
  await copyFile(target, next)
  await truncate(next, bytesBefore)
  await syncFile(next)
  await replaceFile(next, target)
}

async function readMark({ mark }: SessionPaths): Promise<CommitMark | undefined> {
  const text = await readFile(mark, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  // A mark that is cut short was never followed by a commit.
  return text.endsWith('}') ? (JSON.parse(text) as CommitMark) : undefined
}

function changedSince(target: string): RevError {
  return new RevError(
    'REV_FILE_WRITE',
    `Failed to take back an append to ${path.basename(target)}: somebody changed the file since.`,
    { hint: 'Compare the end of the file with the source, and remove what is there twice.' },
  )
}
