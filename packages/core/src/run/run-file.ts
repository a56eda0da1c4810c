import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { BatchField } from '@revetl/sdk'
import type { LocalDatabase } from '../local-database.ts'
import type { SnapshotLayout } from '../snapshot-layout.ts'
import { quoteText } from '../sql.ts'
import { removeDatabaseFile } from '../state/duckdb/snapshot-file.ts'
import type { ChangeSql } from '../diff/change-rows.ts'

const runCatalog = 'rev_run'

/** The table of a run's changes; it outlives the process, so that a killed run can be folded in. */
export const runChanges = `${runCatalog}.main.changes`

/** How to read the changes of a run, stored beside them. */
export interface RunFileMeta {
  readonly layout: SnapshotLayout
  readonly sql: ChangeSql
  readonly isReplace: boolean
  readonly fields: readonly BatchField[]
}

/** Makes the file of a new run. */
export async function createRunFile(database: LocalDatabase, path: string): Promise<void> {
  removeDatabaseFile(path)
  mkdirSync(dirname(path), { recursive: true })
  await database.run(`ATTACH ${quoteText(path)} AS ${runCatalog}`)
  await database.run(`CREATE TABLE ${runCatalog}.main.meta (value VARCHAR)`)
}

/** Stores how the changes are to be read. */
export async function writeRunMeta(database: LocalDatabase, meta: RunFileMeta): Promise<void> {
  await database.run(
    `INSERT INTO ${runCatalog}.main.meta VALUES (${quoteText(JSON.stringify(meta))})`,
  )
}

/** Attaches the file that a killed run left. @returns undefined where it left none, or no plan in it. */
export async function openRunFile(
  database: LocalDatabase,
  path: string,
): Promise<RunFileMeta | undefined> {
  if (!existsSync(path)) return undefined
  await database.run(`ATTACH ${quoteText(path)} AS ${runCatalog}`)
  const [[meta] = []] = await database.rows(`SELECT value FROM ${runCatalog}.main.meta`)
  return meta === undefined ? undefined : (JSON.parse(String(meta)) as RunFileMeta)
}

/** Lets the file go and removes it. */
export async function removeRunFile(database: LocalDatabase, path: string): Promise<void> {
  await database.run(`DETACH DATABASE IF EXISTS ${runCatalog}`)
  removeDatabaseFile(path)
}
