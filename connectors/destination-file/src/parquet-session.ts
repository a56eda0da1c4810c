import { mkdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { configError, ok, rejected, type Change, type Outcome, type SessionInfo } from '@revetl/sdk'
import { replaceFile, syncFile, syncFolder } from './durable.ts'
import { asFileWork } from './file-errors.ts'
import type { FileSession } from './file-session.ts'
import { parquetColumns } from './parquet-columns.ts'
import { RecordTable } from './record-table.ts'
import { partFile, type SessionPaths } from './session-paths.ts'
import { hasWholeTexts } from './whole-texts.ts'

// What does not fit goes to the disk beside the file. A child process may have twice as much.
const memoryLimit = '512MB'

/** Collects rows as texts in DuckDB, which then writes the Parquet file in one go. */
export class ParquetSession implements FileSession {
  readonly #paths: SessionPaths
  readonly #info: SessionInfo
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  readonly #table: RecordTable
  #isOpen = true

  private constructor(
    paths: SessionPaths,
    info: SessionInfo,
    duckdb: { readonly instance: DuckDBInstance; readonly connection: DuckDBConnection },
  ) {
    this.#paths = paths
    this.#info = info
    this.#instance = duckdb.instance
    this.#connection = duckdb.connection
    this.#table = new RecordTable(duckdb.connection, info.fields)
  }

  static async open(paths: SessionPaths, info: SessionInfo): Promise<ParquetSession> {
    await checkTarget(paths.target, info)
    return asFileWork(info.object.name, async () => {
      await mkdir(paths.rows)
      const instance = await DuckDBInstance.create(':memory:', {
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        memory_limit: memoryLimit,
        temp_directory: paths.rows,
      })
      const connection = await instance.connect()
      await connection.run("SET TimeZone = 'UTC'")
      const session = new ParquetSession(paths, info, { instance, connection })
      await session.#table.create()
      return session
    })
  }

  async write(changes: readonly Change[]): Promise<readonly Outcome[]> {
    const fit = changes.filter(({ json }) => hasWholeTexts(json))
    await asFileWork(this.#info.object.name, () => this.#table.add(fit))
    const taken = new Set(fit)
    return changes.map((change) =>
      taken.has(change)
        ? ok(change, 'written')
        : rejected(change, { code: 'REV_VALUE_INVALID', message: 'A text has half a character.' }),
    )
  }

  commit(): Promise<void> {
    const { target, next } = this.#paths
    return asFileWork(this.#info.object.name, async () => {
      const columns = await parquetColumns(this.#connection, this.#info.fields)
      const file = next.replaceAll("'", "''")
      await this.#connection.run(
        `COPY (SELECT ${columns} FROM collected) TO '${file}' (FORMAT parquet)`,
      )
      await this.close()
      await syncFile(next)
      if (this.#info.operation === 'replace') {
        await replaceFile(next, target)
        return
      }
      await mkdir(target, { recursive: true })
      await replaceFile(next, partFile(target, this.#info.id))
      await syncFolder(path.dirname(target))
    })
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#connection.closeSync()
    this.#instance.closeSync()
    await rm(this.#paths.rows, { recursive: true, force: true })
  }
}

async function checkTarget(target: string, { operation, object }: SessionInfo): Promise<void> {
  const found = await stat(target).catch(() => undefined)
  if (found === undefined || found.isDirectory() === (operation === 'append')) return
  throw configError(
    operation === 'append'
      ? `Failed to append to ${object.name}: it is a file. Parquet is appended to as a folder with a file for each run.`
      : `Failed to replace ${object.name}: it is a folder of appended files.`,
    { hint: 'Choose another name, or move it away.' },
  )
}
