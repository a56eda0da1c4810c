import { mkdirSync, rmSync } from 'node:fs'
import {
  DuckDBInstance,
  DuckDBScalarFunction,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBValue,
} from '@duckdb/node-api'
import { errorMessage, RevError } from '@revetl/sdk'
import { joinedTexts } from './column-texts.ts'
import type { ScalarFunction } from './compiled-mapping.ts'
import { quoteName } from './sql.ts'
import { openLoader, type RowForm, type RowLoader } from './table-loader.ts'
import { lineColumns, malformedReason, malformedRows } from './text-rows.ts'

interface LocalDatabaseOptions {
  /** The folder of the state that it reads and writes; errors name it. */
  readonly statePath: string
  /** Where sorting and joining spill to; made and removed with the database. */
  readonly spillPath: string
  /** For example `1GB`; DuckDB's own default is most of the machine. */
  readonly memoryMax: string | undefined
  /** An instance of the caller's, who closes it; a new one where it is not given. */
  readonly instance?: DuckDBInstance
}

// The host's zone must change nothing. The file of a plan is read more than once, and never changes: what it says of
// itself is read once, and its data is left to the cache of the machine and not held again.
const settingsSql = `SET TimeZone = 'UTC'; SET GLOBAL parquet_metadata_cache = true;
SET GLOBAL enable_external_file_cache = false`

/**
 * The embedded engine of one run: an instance in memory that spills to disk. What outlives the run are files that it
 * writes and reads and never keeps open.
 */
export class LocalDatabase {
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  readonly #options: LocalDatabaseOptions
  #threads: number | undefined

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    options: LocalDatabaseOptions,
  ) {
    this.#instance = instance
    this.#connection = connection
    this.#options = options
  }

  static async open(options: LocalDatabaseOptions): Promise<LocalDatabase> {
    mkdirSync(options.spillPath, { recursive: true })
    const instance = options.instance ?? (await openInstance(options))
    const connection = await instance.connect()
    await connection.run(settingsSql)
    return new LocalDatabase(instance, connection, options)
  }

  /** Runs one statement or several. @returns the rows that the last one changed. */
  async run(sql: string): Promise<number> {
    try {
      const result = await this.#connection.run(sql)
      return result.rowsChanged
    } catch (error) {
      throw databaseError(error, this.#options)
    }
  }

  /** All rows of a small result as text, number, boolean or null; numbers beyond 2^53 as text. */
  async rows(sql: string): Promise<readonly (readonly Cell[])[]> {
    try {
      const reader = await this.#connection.runAndReadAll(sql)
      return reader.getRows().map((row) => row.map(cellOf))
    } catch (error) {
      throw databaseError(error, this.#options)
    }
  }

  /** Columns of a large result, about two thousand rows at a time. @throws `REV_READ_INCOMPLETE` where rows are missing. */
  async *chunks(sql: string): AsyncGenerator<readonly (readonly DuckDBValue[])[], void, void> {
    const [[rows = 0] = []] = await this.rows(`SELECT count(*) FROM (${sql})`)
    for await (const chunk of this.#stream(sql, Number(rows))) yield chunk.getColumns()
  }

  /**
   * A large result of one column of texts, none of them NULL, in its order: each piece is some of the texts put
   * together. While it is read each statement has one thread, and the files of this one stay open.
   * @param rows how many there are: DuckDB's stream ends without an error when its query fails half-way
   * @throws `REV_READ_INCOMPLETE` where rows are missing.
   */
  async *texts(sql: string, rows: number): AsyncGenerator<string, void, void> {
    if (rows === 0) return
    await using held = new AsyncDisposableStack()
    held.use(await this.holdThreads())
    for await (const chunk of this.#stream(sql, rows)) yield* joinedTexts(chunk)
  }

  async *#stream(sql: string, expected: number): AsyncGenerator<DuckDBDataChunk, void, void> {
    if (expected === 0) return
    // A result of its own connection can be read while other statements run.
    const connection = await this.#instance.connect()
    let next: Promise<DuckDBDataChunk | null> = Promise.resolve(null)
    try {
      // Of a text it counts the pointer alone: its usual megabyte holds sixty thousand rows, however long they are.
      await connection.run("SET streaming_buffer_size = '64KB'")
      let rows = 0
      const result = await connection.stream(sql)
      // The engine works on the next chunk while this one is used.
      const fetch = () => {
        next = result.fetchChunk()
        next.catch(() => 'whoever takes the next chunk is told')
        return next
      }
      for (let chunk = await fetch(); chunk && chunk.rowCount > 0; chunk = await next) {
        rows += chunk.rowCount
        void fetch()
        yield chunk
      }
      if (rows !== expected) throw cutShort(rows, expected)
    } catch (error) {
      throw databaseError(error, this.#options)
    } finally {
      await next.catch(() => 'whoever took it was told')
      // A stream that is not read to its end keeps its transaction and its files until the next statement.
      await connection.run('RESET streaming_buffer_size').catch(() => 'the connection goes anyway')
      connection.closeSync()
    }
  }

  /** Opens what appends rows to a table of VARCHAR columns. Until it is disposed nothing else may be run. */
  openLoader(table: string, form: RowForm = 'columns'): Promise<RowLoader> {
    const explain = (error: unknown) => databaseError(error, this.#options)
    return openLoader({ connection: this.#connection, table, form, explain })
  }

  /** Lets SQL call functions written in JavaScript. */
  registerFunctions(functions: readonly ScalarFunction[]): void {
    for (const definition of functions) {
      this.#connection.registerScalarFunction(
        DuckDBScalarFunction.create({
          name: definition.name,
          parameterTypes: Array.from({ length: definition.parameters }, () => VARCHAR),
          returnType: VARCHAR,
          specialHandling: true,
          mainFunction: (_info, input, output) => {
            const columns = input.getColumns() as (string | null)[][]
            for (let row = 0; row < input.rowCount; row++) {
              output.setItem(row, definition.call(...columns.map((column) => column[row] ?? null)))
            }
            output.flush()
          },
        }),
      )
    }
  }

  /**
   * Leaves each statement the one thread that it was called from, until it is disposed. A statement that is no work for
   * two keeps the other one spinning, which takes a processor from whoever works beside the engine.
   */
  async holdThreads(): Promise<AsyncDisposable> {
    this.#threads ??= Number((await this.rows("SELECT current_setting('threads')"))[0]?.[0])
    const threads = this.#threads
    await this.run('SET threads = 1')
    return {
      [Symbol.asyncDispose]: async () => void (await this.run(`SET threads = ${threads}`)),
    }
  }

  /** Makes the statement that is running fail. */
  interrupt(): void {
    this.#connection.interrupt()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.closeSync()
    if (this.#options.instance === undefined) this.#instance.closeSync()
    rmSync(this.#options.spillPath, { recursive: true, force: true })
  }
}

function openInstance({ spillPath, memoryMax }: LocalDatabaseOptions): Promise<DuckDBInstance> {
  return DuckDBInstance.create(':memory:', {
    // Rev never downloads code: an extension that is not built in is an error.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    temp_directory: spillPath,
    ...(memoryMax === undefined ? {} : { memory_limit: memoryMax }),
  })
}

function cutShort(rows: number, expected: number): RevError {
  return new RevError(
    'REV_READ_INCOMPLETE',
    `Failed to read what the local engine worked out: ${rows} of ${expected} rows came.`,
    { hint: 'See whether the disk or the memory is full, then run again; nothing is lost.' },
  )
}

/** A value of a small result. */
export type Cell = string | number | boolean | null

function cellOf(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
  }
  return value.toString()
}

/** A table of the run that lives in memory and spills; connections of one database share it. */
export function workTable(name: string): string {
  return `memory.main.${quoteName(name)}`
}

/** A work table of texts, made or emptied. */
export async function createTextTable(
  database: LocalDatabase,
  name: string,
  columns: readonly string[],
): Promise<void> {
  const list = columns.map((column) => `${quoteName(column)} VARCHAR`).join(', ')
  await database.run(`CREATE OR REPLACE TABLE ${workTable(name)} (${list})`)
}

/** A work table of rows as lines, made or emptied. */
export async function createLineTable(database: LocalDatabase, name: string): Promise<void> {
  await database.run(`CREATE OR REPLACE TABLE ${workTable(name)} (${lineColumns})`)
}

/** What an error of the embedded engine means for the person who reads it. */
function databaseError(
  error: unknown,
  { statePath, memoryMax }: Pick<LocalDatabaseOptions, 'statePath' | 'memoryMax'>,
): unknown {
  const message = errorMessage(error)
  const malformed = malformedReason(message)
  if (malformed !== undefined) return malformedRows(malformed)
  if (message.startsWith('Out of Memory Error')) {
    const allowed =
      memoryMax === undefined ? 'this machine has' : `the ${memoryMax} that it may take`
    return new RevError(
      'REV_MEMORY',
      `Failed to compare: the local engine needs more memory than ${allowed}: ${firstLine(message)}`,
      {
        cause: error,
        hint: 'Raise `memory` in rev.yaml, then run again; nothing that was delivered is lost.',
      },
    )
  }
  if (
    /no space left|disk quota|file too large|read-only file system|permission denied|out of disk/i.test(
      message,
    )
  ) {
    return new RevError('REV_STATE_WRITE', `Failed to write ${statePath}: ${firstLine(message)}`, {
      cause: error,
      hint: 'Free space or fix the permissions, then run again; nothing that was delivered is lost.',
    })
  }
  // A model's own files can be cut short as well; only those beside the state are ours.
  if (
    message.includes(statePath) &&
    /corrupt|could not read enough bytes|no magic bytes|no files found/i.test(message)
  ) {
    return new RevError('REV_STATE_BROKEN', `Failed to read ${statePath}: ${firstLine(message)}`, {
      cause: error,
      hint: 'Restore the file from a backup, or run `rev reset SYNC` to deliver everything again.',
    })
  }
  return error
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message
}
