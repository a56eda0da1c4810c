import { mkdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { DuckDBDataChunk, DuckDBInstance, VARCHAR, type DuckDBConnection } from '@duckdb/node-api'
import { configError, ok, rejected, type Change, type Outcome, type SessionInfo } from '@revetl/sdk'
import { replaceFile, syncFile, syncFolder } from './durable.ts'
import { asFileWork } from './file-errors.ts'
import type { FileSession } from './file-session.ts'
import { parquetColumns } from './parquet-columns.ts'
import { partFile, type SessionPaths } from './session-paths.ts'
import { valueText } from './value-text.ts'
import { hasWholeTexts } from './whole-texts.ts'

// DuckDB's own vector size: larger chunks are not possible.
const chunkRowsMax = 2048

/** Collects rows as texts in a DuckDB database beside the file, which then writes the Parquet file in one go. */
export class ParquetSession implements FileSession {
  readonly #paths: SessionPaths
  readonly #info: SessionInfo
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  #isOpen = true

  private constructor(
    paths: SessionPaths,
    info: SessionInfo,
    instance: DuckDBInstance,
    connection: DuckDBConnection,
  ) {
    this.#paths = paths
    this.#info = info
    this.#instance = instance
    this.#connection = connection
  }

  static async open(paths: SessionPaths, info: SessionInfo): Promise<ParquetSession> {
    await checkTarget(paths.target, info)
    return asFileWork(info.object.name, async () => {
      const instance = await DuckDBInstance.create(paths.rows, {
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
      })
      const connection = await instance.connect()
      const list = info.fields.map((_, index) => `c${index} VARCHAR`).join(', ')
      await connection.run(`SET TimeZone = 'UTC'; CREATE TABLE collected (${list})`)
      return new ParquetSession(paths, info, instance, connection)
    })
  }

  async write(changes: readonly Change[]): Promise<readonly Outcome[]> {
    const fit = changes.filter(({ json }) => hasWholeTexts(json))
    await asFileWork(this.#info.object.name, () => this.#append(fit))
    const taken = new Set(fit)
    return changes.map((change) =>
      taken.has(change)
        ? ok(change, 'written')
        : rejected(change, { code: 'REV_VALUE_INVALID', message: 'A text has half a character.' }),
    )
  }

  /** All rows or none: a batch that failed will come again. */
  async #append(changes: readonly Change[]): Promise<void> {
    await this.#connection.run('BEGIN')
    try {
      const appender = await this.#connection.createAppender('collected')
      for (let start = 0; start < changes.length; start += chunkRowsMax) {
        appender.appendDataChunk(this.#chunkOf(changes.slice(start, start + chunkRowsMax)))
      }
      appender.closeSync()
      await this.#connection.run('COMMIT')
    } catch (error) {
      await this.#connection.run('ROLLBACK').catch(() => undefined)
      throw error
    }
  }

  #chunkOf(changes: readonly Change[]): DuckDBDataChunk {
    const { fields } = this.#info
    const chunk = DuckDBDataChunk.create(fields.map(() => VARCHAR))
    chunk.setColumns(
      fields.map(({ name, type }) =>
        changes.map(({ fields: values }) =>
          valueText(Object.hasOwn(values, name) ? values[name] : null, type),
        ),
      ),
    )
    return chunk
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
    for (const file of [this.#paths.rows, `${this.#paths.rows}.wal`])
      await rm(file, { force: true })
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
