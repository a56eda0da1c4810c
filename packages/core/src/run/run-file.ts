import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { RevError, type BatchField } from '@revetl/sdk'
import { viewChangesSql } from '../changes-file.ts'
import type { ChangeSql } from '../diff/change-rows.ts'
import type { LocalDatabase } from '../local-database.ts'
import type { SnapshotLayout } from '../snapshot-layout.ts'

/** How to read the changes of a run, stored beside them. */
export interface RunFileMeta {
  readonly layout: SnapshotLayout
  readonly sql: ChangeSql
  readonly isReplace: boolean
  readonly fields: readonly BatchField[]
}

/** Makes room for the changes of a new run, which outlive the process so that a killed run can be folded in. */
export function prepareRunFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  removeRunFile(path)
}

/** Makes the changes durable and says how they are to be read; only now do they count. */
export function sealRunFile(path: string, meta: RunFileMeta): void {
  try {
    syncFile(path)
    const draft = `${metaPath(path)}.draft`
    writeFileSync(draft, JSON.stringify(meta))
    syncFile(draft)
    renameSync(draft, metaPath(path))
    syncFile(dirname(path))
  } catch (error) {
    throw new RevError('REV_STATE_WRITE', `Failed to write ${path}.`, {
      cause: error,
      hint: 'Free space or fix the permissions, then run again; nothing was sent.',
    })
  }
}

/** Opens the changes that a killed run left. @returns undefined where it did not come so far as to have any. */
export async function openRunFile(
  database: LocalDatabase,
  path: string,
): Promise<RunFileMeta | undefined> {
  if (!existsSync(metaPath(path)) || !existsSync(path)) return undefined
  await database.run(viewChangesSql(path))
  return JSON.parse(readFileSync(metaPath(path), 'utf8')) as RunFileMeta
}

/** Removes the changes of a run. */
export function removeRunFile(path: string): void {
  rmSync(metaPath(path), { force: true })
  rmSync(path, { force: true })
}

function metaPath(path: string): string {
  return `${path}.json`
}

function syncFile(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
