import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import type { Context } from '@revetl/sdk'
import type { DuckdbConfig } from './config.ts'
import { openError } from './duckdb-errors.ts'
import { attachScratch, scratchAlias, scratchFileOf, takeTurn } from './scratch-file.ts'
import { quoteName, quoteText } from './sql-text.ts'

/** The database of a source, under the name that DuckDB gives it by itself: that of its file. */
export interface AttachedDatabase {
  readonly path: string
  readonly alias: string
}

/** A DuckDB of its own with the source's database attached read-only. */
export interface Session extends Disposable {
  readonly connection: DuckDBConnection
  readonly database: AttachedDatabase | undefined
  /** Lets go of the database file; what was read from it stays. */
  detach(): Promise<void>
}

// Nothing is downloaded, and what does not fit into memory spills to the system's folder for it.
const options = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  temp_directory: path.join(tmpdir(), `rev-source-duckdb-${process.pid}`),
}
const taken = new Set(['memory', 'main', 'temp', 'system'])

/** Where the source's database is and what statements call it. */
export function databaseOf(ctx: Context<DuckdbConfig>): AttachedDatabase | undefined {
  if (ctx.config.path === undefined) return undefined
  const file = path.resolve(ctx.projectPath, ctx.config.path)
  const stem = path.parse(file).name
  const isTaken = taken.has(stem.toLowerCase()) || stem.toLowerCase().startsWith('rev_')
  return { path: file, alias: isTaken ? `source_${stem}` : stem }
}

/**
 * Opens a session for one call. Nothing stays open between calls: an attached database would go on showing the state
 * at which it was attached. Scratch tables are found where they are `read`, and made where they are `write`.
 */
export async function openSession(
  ctx: Context<DuckdbConfig>,
  scratch: 'none' | 'read' | 'write' = 'none',
): Promise<Session> {
  const file = scratch === 'none' ? undefined : scratchFile(ctx, scratch)
  let letGo: (() => void) | undefined
  const instance = await DuckDBInstance.create(':memory:', options)
  const connection = await instance.connect()
  const close = () => {
    connection.closeSync()
    instance.closeSync()
    letGo?.()
  }
  try {
    const database = await prepare(connection, ctx)
    if (file !== undefined) {
      letGo = await takeTurn(file)
      await attachScratch(connection, file, ctx.signal)
    }
    await connection.run(searchPath(database, file, scratch))
    const detach = async () => {
      const attached = [database?.alias, file === undefined ? undefined : scratchAlias]
      const names = attached.filter((alias) => alias !== undefined)
      await connection.run(["SET search_path = 'memory'", ...names.map(detachSql)].join('; '))
      letGo?.()
    }
    return { connection, database, detach, [Symbol.dispose]: close }
  } catch (error) {
    close()
    throw error
  }
}

async function prepare(
  connection: DuckDBConnection,
  ctx: Context<DuckdbConfig>,
): Promise<AttachedDatabase | undefined> {
  await connection.run("SET errors_as_json = true; SET TimeZone = 'UTC'")
  await connection.run(`SET file_search_path = ${quoteText(ctx.projectPath)}`)
  const database = databaseOf(ctx)
  if (database === undefined) return undefined
  const alias = quoteName(database.alias)
  try {
    await connection.run(`ATTACH ${quoteText(database.path)} AS ${alias} (READ_ONLY)`)
  } catch (error) {
    throw openError(database.path, error)
  }
  return database
}

function scratchFile(ctx: Context<DuckdbConfig>, scratch: 'read' | 'write'): string | undefined {
  const database = databaseOf(ctx)
  if (database === undefined) return undefined
  const file = scratchFileOf(database)
  return scratch === 'write' || existsSync(file) ? file : undefined
}

/** Tables are made in the first database, and looked for in all. */
function searchPath(
  database: AttachedDatabase | undefined,
  file: string | undefined,
  scratch: string,
): string {
  const aliases = database === undefined ? ['memory'] : [database.alias]
  if (file !== undefined) aliases.splice(scratch === 'write' ? 0 : 1, 0, scratchAlias)
  return `SET search_path = ${quoteText(aliases.map(quoteName).join(','))}`
}

function detachSql(alias: string): string {
  return `DETACH ${quoteName(alias)}`
}
