import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import {
  RevError,
  type Batch,
  type Outcome,
  type OperationSession,
  type RunContext,
  type SessionInfo,
} from '@revetl/sdk'
import { undoCommit } from './commit-mark.ts'
import type { FileConfig } from './config.ts'
import { asFileWork } from './file-errors.ts'
import { resolveFile } from './file-name.ts'
import type { FileSession } from './file-session.ts'
import { formatOf } from './format.ts'
import { lineFormat } from './line-format.ts'
import { LineSession } from './line-session.ts'
import { ParquetSession } from './parquet-session.ts'
import { partFile, removeUnfinished, sessionPaths, type SessionPaths } from './session-paths.ts'

type Ctx = RunContext<FileConfig>

/** The sessions of this process, by file and sync: of a sync only one run is under way. */
const open = new Map<string, FileSession>()

/** The steps of a write to a file that becomes visible as a whole. */
export const fileSession: OperationSession<FileConfig> = {
  open: async (info, ctx) => {
    const paths = await pathsOf(info.object.name, ctx)
    await leave(paths)
    await asFileWork(info.object.name, async () => {
      await removeUnfinished(paths)
      // Whoever opens a session has settled the one before.
      await rm(paths.mark, { force: true })
    })
    open.set(paths.rows, await openSession(paths, info, ctx))
  },
  commit: async (info, ctx) => {
    const paths = await pathsOf(info.object.name, ctx)
    const session = open.get(paths.rows)
    if (session === undefined) throw noSession(info.object.name)
    await session.commit()
    open.delete(paths.rows)
  },
  abort: async (info, ctx) => {
    const paths = await pathsOf(info.object.name, ctx)
    await leave(paths)
    await asFileWork(info.object.name, async () => {
      await removeUnfinished(paths)
      await takeBack(paths, info)
    })
  },
}

/** Adds a batch to the session of its file. */
export async function writeBatch(batch: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  const session = open.get((await pathsOf(batch.object.name, ctx)).rows)
  if (session === undefined) throw noSession(batch.object.name)
  return session.write(batch.changes)
}

async function pathsOf(name: string, { config, projectPath, run }: Ctx): Promise<SessionPaths> {
  formatOf(name)
  const folder = path.resolve(projectPath, config.folder)
  await asFileWork(config.folder, () => mkdir(folder, { recursive: true }))
  return sessionPaths(await resolveFile(folder, name), run.sync)
}

function openSession(paths: SessionPaths, info: SessionInfo, ctx: Ctx): Promise<FileSession> {
  const format = formatOf(info.object.name)
  return format === 'parquet'
    ? ParquetSession.open(paths, info)
    : LineSession.open(paths, info, lineFormat(format, info, ctx.config))
}

async function leave(paths: SessionPaths): Promise<void> {
  const session = open.get(paths.rows)
  open.delete(paths.rows)
  await session?.close()
}

async function takeBack(
  paths: SessionPaths,
  { id, operation, object }: SessionInfo,
): Promise<void> {
  // A replaced file needs nothing: the next run writes it whole.
  if (operation !== 'append') return
  if (formatOf(object.name) === 'parquet') await rm(partFile(paths.target, id), { force: true })
  else await undoCommit(paths, id)
}

function noSession(name: string): RevError {
  return new RevError('REV_CONNECTOR_CONTRACT', `Failed to write ${name}: no session is open.`, {
    delivery: 'not-sent',
  })
}
