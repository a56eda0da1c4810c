import {
  DuckDBDataChunk,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
} from '@duckdb/node-api'
import { linesSql, textOfColumns, valuesSql, type TextColumns, type TextRows } from './text-rows.ts'

/** How a table holds rows of texts: a column of it for each, or each row as its line. */
export type RowForm = 'columns' | 'lines'

/** Appends rows to a table of VARCHAR columns, in their order; without a commit there are none. */
export interface RowLoader extends AsyncDisposable {
  /** Takes rows; the next ones can be made while the engine takes a text apart. */
  add(rows: TextRows): Promise<void>
  /** @returns how many rows there were */
  commit(): Promise<number>
}

/** Appends all rows to a table with a column for each text, or none. @returns how many there were */
export function appendTexts(
  database: { openLoader(table: string): Promise<RowLoader> },
  table: string,
  batches: AsyncIterable<TextRows> | Iterable<TextRows>,
): Promise<number> {
  return appendRows(() => database.openLoader(table), batches)
}

/** The same by a loader that the first rows decide on. */
export async function appendRows(
  open: (first: TextRows) => Promise<RowLoader>,
  batches: AsyncIterable<TextRows> | Iterable<TextRows>,
): Promise<number> {
  await using opened = new AsyncDisposableStack()
  let loader: RowLoader | undefined
  for await (const rows of batches) {
    const isEmpty = rows instanceof Uint8Array ? rows.length === 0 : (rows[0]?.length ?? 0) === 0
    if (isEmpty) continue
    loader ??= opened.use(await open(rows))
    await loader.add(rows)
  }
  return (await loader?.commit()) ?? 0
}

interface LoaderParts {
  readonly connection: DuckDBConnection
  readonly table: string
  readonly form: RowForm
  /** What an error of the engine means. */
  readonly explain: (error: unknown) => unknown
}

/** Opens a loader, and with it a transaction: outside of one, rows are written twice where they are few. */
export async function openLoader(parts: LoaderParts): Promise<RowLoader> {
  const { connection, table, explain } = parts
  try {
    await connection.run('BEGIN')
    return new TableLoader(parts, await connection.createAppender(table, 'main', 'memory'))
  } catch (error) {
    throw explain(error)
  }
}

class TableLoader implements RowLoader {
  readonly #parts: LoaderParts
  readonly #appender: DuckDBAppender
  readonly #chunk: DuckDBDataChunk
  #insert: DuckDBPreparedStatement | undefined
  #inserted: Promise<void> = Promise.resolve()
  #waiting = 0
  #rows = 0
  #isCommitted = false

  constructor(parts: LoaderParts, appender: DuckDBAppender) {
    this.#parts = parts
    this.#appender = appender
    this.#chunk = DuckDBDataChunk.create(
      Array.from({ length: appender.columnCount }, () => VARCHAR),
    )
  }

  async add(rows: TextRows): Promise<void> {
    try {
      await this.#inserted
      if (rows instanceof Uint8Array) await this.#insertText(rows)
      else if (this.#parts.form === 'lines') await this.#insertText(textOfColumns(rows))
      else this.#append(rows)
    } catch (error) {
      throw this.#parts.explain(error)
    }
  }

  async commit(): Promise<number> {
    try {
      await this.#inserted
      this.#flush()
      await this.#parts.connection.run('COMMIT')
    } catch (error) {
      throw this.#parts.explain(error)
    }
    this.#isCommitted = true
    return this.#rows
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inserted.catch(ignoreLater)
    this.#insert?.destroySync()
    // What it still holds goes with the transaction.
    await Promise.try(() => this.#appender.closeSync()).catch(ignoreLater)
    if (!this.#isCommitted) await this.#parts.connection.run('ROLLBACK').catch(ignoreLater)
  }

  async #insertText(text: Uint8Array): Promise<void> {
    this.#insert ??= await this.#parts.connection.prepare(this.#insertSql())
    // The appender holds rows back that come before these.
    this.#flush()
    this.#insert.bindBlob(1, text)
    this.#inserted = this.#insert.run().then(({ rowsChanged }) => {
      this.#rows += rowsChanged
    })
    this.#inserted.catch(ignoreLater)
  }

  #insertSql(): string {
    const { table, form } = this.#parts
    const lines = linesSql('$1')
    const names = Array.from({ length: this.#appender.columnCount }, (_, index) => `c${index}`)
    const rows = form === 'lines' ? lines : valuesSql(`(${lines})`, names, true)
    return `INSERT INTO memory.main.${table} ${rows}`
  }

  #append(columns: TextColumns): void {
    const rowCount = columns[0]?.length ?? 0
    for (let start = 0; start < rowCount; start += appendRowsMax) {
      const end = Math.min(rowCount, start + appendRowsMax)
      // A chunk for each would keep its memory until somebody collects it, and nobody knows how much that is.
      this.#chunk.reset()
      this.#chunk.setColumns(columns.map((column) => column.slice(start, end)))
      this.#appender.appendDataChunk(this.#chunk)
    }
    this.#rows += rowCount
    this.#waiting += rowCount
    // By itself it would hold back two hundred thousand rows, which no memory limit counts.
    if (this.#waiting >= waitingRowsMax) this.#flush()
  }

  #flush(): void {
    this.#appender.flushSync()
    this.#waiting = 0
  }
}

/** Whoever adds more, or commits, is told of what failed first. */
function ignoreLater(): void {}

// DuckDB's own vector size: larger chunks are not possible.
const appendRowsMax = 2048
const waitingRowsMax = 10 * appendRowsMax
