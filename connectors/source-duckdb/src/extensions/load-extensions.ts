import { homedir } from 'node:os'
import path from 'node:path'
import { version, type DuckDBConnection } from '@duckdb/node-api'
import { RevError, type Context } from '@revetl/sdk'
import { attachmentsOf } from '../attach/attachments.ts'
import type { DuckdbConfig } from '../config.ts'
import { readFault } from '../duckdb-errors.ts'
import { extensionNameOf, isExtensionFile } from './extension-names.ts'
import { installHint } from './install-hint.ts'
import { quoteName, quoteText } from '../sql-text.ts'

interface WantedExtension {
  readonly name: string
  /** Its file; absent for the one that is installed. */
  readonly file?: string
}

/** The extensions that a source needs: those that it names, in this order, and those of its databases. */
function wantedExtensions(ctx: Context<DuckdbConfig>): readonly WantedExtension[] {
  const named = ctx.config.extensions.map((entry): WantedExtension => {
    const name = extensionNameOf(entry)
    return isExtensionFile(entry) ? { name, file: path.resolve(ctx.projectPath, entry) } : { name }
  })
  const needed = attachmentsOf(ctx).flatMap(({ extension }) => extension ?? [])
  const names = new Set(named.map(({ name }) => name))
  const more = [...new Set(needed)].filter((name) => !names.has(name))
  return [...named, ...more.map((name) => ({ name }))]
}

/** Whether a source needs anything that DuckDB has not built in. */
export function needsExtensions(ctx: Context<DuckdbConfig>): boolean {
  return wantedExtensions(ctx).length > 0
}

/** Loads the extensions of a source, all from this machine. @throws `REV_READ_FAILED` with how to get one */
export async function loadExtensions(
  connection: DuckDBConnection,
  ctx: Context<DuckdbConfig>,
): Promise<void> {
  const wanted = wantedExtensions(ctx)
  if (wanted.length === 0) return
  const home = homeFolder()
  // A connector in a process of its own has no environment, where DuckDB looks for it.
  if (home !== undefined) await connection.run(`SET home_directory = ${quoteText(home)}`)
  for (const extension of wanted) {
    const target =
      extension.file === undefined ? quoteName(extension.name) : quoteText(extension.file)
    try {
      await connection.run(`LOAD ${target}`)
    } catch (error) {
      throw extensionError(extension, error)
    }
  }
  if (ctx.config.guessIcebergVersion)
    await connection.run('SET unsafe_enable_version_guessing = true')
}

function homeFolder(): string | undefined {
  try {
    return homedir()
  } catch {
    // A user whom the system does not know has none.
    return undefined
  }
}

// An extension can need another one, which is the one that is missing then.
const missing = /Extension "([^"]*?)([\w-]+)\.duckdb_extension" not found/

function extensionError({ name }: WantedExtension, error: unknown): RevError {
  const { message } = readFault(error)
  const fail = (why: string, hint: string) =>
    new RevError('REV_READ_FAILED', `Failed to load DuckDB's extension ${name}: ${why}`, {
      cause: error,
      hint,
    })
  const [, folder = '', lacking = name] = missing.exec(message) ?? []
  if (folder !== '') {
    return fail(`there is no ${lacking}.duckdb_extension in ${folder}.`, installHint(lacking))
  }
  if (/signature/i.test(message)) {
    return fail(
      'its file is not signed by DuckDB.',
      `Unsigned extensions are refused. ${installHint(name)}`,
    )
  }
  const [why = ''] = message.split('\n')
  if (/was built (specifically )?for/.test(message)) return fail(why, installHint(name))
  return name === 'motherduck'
    ? fail(
        why,
        'Its file gets the rest of itself from MotherDuck when it is loaded; see whether api.motherduck.com can be reached.',
      )
    : fail(why, `Its file has to be one for DuckDB ${version()} and this system.`)
}
