import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import type { Context } from '@revetl/sdk'
import type { DuckdbConfig } from './config.ts'
import { attachDatabases } from './attach/attach-databases.ts'
import { attachmentsOf, mainDatabase, type AttachedFile } from './attach/attachments.ts'
import { loadExtensions } from './extensions/load-extensions.ts'
import { attachScratch, scratchAlias, scratchFileOf, takeTurn } from './scratch-file.ts'
import { quoteName, quoteText } from './sql-text.ts'

/** A DuckDB of its own with the source's databases attached read-only. */
export interface Session extends Disposable {
  readonly connection: DuckDBConnection
  /** Lets go of the database files; what was read from them stays. */
  detach(): Promise<void>
}

// Nothing is downloaded, and what does not fit into memory spills to the system's folder for it.
const options = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  temp_directory: path.join(tmpdir(), `rev-source-duckdb-${process.pid}`),
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
    await prepare(connection, ctx)
    if (file !== undefined) {
      letGo = await takeTurn(file)
      await attachScratch(connection, file, ctx.signal)
    }
    await connection.run(searchPath(mainDatabase(ctx), file, scratch))
    const detach = async () => {
      const attached = attachmentsOf(ctx).flatMap(({ alias, isDetached }) =>
        isDetached ? alias : [],
      )
      const names = file === undefined ? attached : [...attached, scratchAlias]
      await connection.run(["SET search_path = 'memory'", ...names.map(detachSql)].join('; '))
      letGo?.()
    }
    return { connection, detach, [Symbol.dispose]: close }
  } catch (error) {
    close()
    throw error
  }
}

async function prepare(connection: DuckDBConnection, ctx: Context<DuckdbConfig>): Promise<void> {
  await connection.run("SET errors_as_json = true; SET TimeZone = 'UTC'")
  await connection.run(`SET file_search_path = ${quoteText(ctx.projectPath)}`)
  await loadExtensions(connection, ctx)
  await attachDatabases(connection, ctx)
}

function scratchFile(ctx: Context<DuckdbConfig>, scratch: 'read' | 'write'): string | undefined {
  const database = mainDatabase(ctx)
  if (database === undefined) return undefined
  const file = scratchFileOf(database)
  return scratch === 'write' || existsSync(file) ? file : undefined
}

/** Tables are made in the first database, and looked for in all. */
function searchPath(
  database: AttachedFile | undefined,
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
