import path from 'node:path'
import type { Context } from '@revetl/sdk'
import type { AttachmentConfig } from './attach-config.ts'
import type { DuckdbConfig } from '../config.ts'
import { databaseAlias } from './database-alias.ts'
import { serverStatements } from './server-statements.ts'
import { quoteName, quoteText } from '../sql-text.ts'

/** A database file under its alias. */
export interface AttachedFile {
  readonly alias: string
  /** In full. */
  readonly path: string
}

/** A database that a session attaches. */
export interface Attachment {
  readonly alias: string
  /** The file of a database that is one. */
  readonly path?: string
  /** What of the configuration names it, for errors. */
  readonly option: string
  /** The extension that reads it; absent for a database of DuckDB's own. */
  readonly extension?: string
  /** The only schema whose tables are listed; absent for all. */
  readonly schema?: string
  /** What attaches it, in this order. */
  readonly statements: readonly string[]
  /** Whether it is let go of as soon as it is read. */
  readonly isDetached: boolean
}

/** The database of `path`, which names that say no database belong to. */
export function mainDatabase({
  config,
  projectPath,
}: Context<DuckdbConfig>): (Attachment & AttachedFile) | undefined {
  if (config.path === undefined) return undefined
  const file = { alias: databaseAlias(config.path), path: path.resolve(projectPath, config.path) }
  return duckdbFile(file, 'path')
}

/** The databases of a source, that of `path` first. */
export function attachmentsOf(ctx: Context<DuckdbConfig>): readonly Attachment[] {
  const main = mainDatabase(ctx)
  const more = Object.entries(ctx.config.attach).map(([alias, given]) =>
    attachment(ctx, alias, typeof given === 'string' ? { type: 'duckdb', path: given } : given),
  )
  return main === undefined ? more : [main, ...more]
}

function attachment(
  { projectPath }: Context<DuckdbConfig>,
  alias: string,
  config: AttachmentConfig,
): Attachment {
  const option = `attach.${alias}`
  const file = (given: string) => ({ alias, path: path.resolve(projectPath, given) })
  switch (config.type) {
    case 'duckdb':
      return duckdbFile(file(config.path), option)
    case 'sqlite':
      return sqliteFile(file(config.path), option)
    case 'ducklake':
      return ducklakeFile(file(config.path), option)
    case 'postgres':
    case 'mysql':
      return {
        alias,
        option,
        extension: `${config.type}_scanner`,
        // In MySQL a schema is a database, and those of the server itself are shown as well.
        ...(config.type === 'mysql' ? { schema: config.database } : {}),
        statements: serverStatements(alias, config),
        isDetached: true,
      }
    case 'motherduck':
      return motherduckDatabase(alias, option)
  }
}

function duckdbFile(file: AttachedFile, option: string): Attachment & AttachedFile {
  const statement = `ATTACH ${quoteText(file.path)} AS ${quoteName(file.alias)} (READ_ONLY)`
  return { ...file, option, statements: [statement], isDetached: true }
}

function sqliteFile(file: AttachedFile, option: string): Attachment {
  const options = '(TYPE sqlite, READ_ONLY)'
  return {
    ...file,
    option,
    extension: 'sqlite_scanner',
    statements: [
      `ATTACH ${quoteText(file.path)} AS ${quoteName(file.alias)} ${options}`,
      // The file is not looked at before its first use.
      `FROM sqlite_query(${quoteText(file.alias)}, 'SELECT count(*) FROM sqlite_master')`,
    ],
    isDetached: true,
  }
}

function ducklakeFile(file: AttachedFile, option: string): Attachment {
  const catalog = quoteText(`ducklake:${file.path}`)
  const statement = `ATTACH ${catalog} AS ${quoteName(file.alias)} (READ_ONLY)`
  return { ...file, option, extension: 'ducklake', statements: [statement], isDetached: true }
}

/**
 * A database of MotherDuck has the name that it has there; to name one attaches it alone, so that the saved list of
 * databases of the user stays as it is: https://motherduck.com/docs/sql-reference/motherduck-sql-reference/attach/
 * (read 2026-11-28). Detaching could change that list, and holds back nobody.
 */
function motherduckDatabase(alias: string, option: string): Attachment {
  const statements = [`ATTACH ${quoteText(`md:${alias}`)}`]
  return { alias, option, extension: 'motherduck', statements, isDetached: false }
}
