import {
  DuckDBDataChunk,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
} from '@duckdb/node-api'
import { quoteText } from './sql.ts'

/** Rows as columns of texts. */
export type TextColumns = readonly (readonly (string | null)[])[]

/** Rows as columns of texts, or as the bytes of a `TextChunk` without the line feed at their end. */
export type TextRows = TextColumns | Uint8Array

/** Appends rows to a table of VARCHAR columns, in their order; without a commit there are none. */
export interface RowLoader extends AsyncDisposable {
  /** Takes rows; the next ones can be made while the engine takes a text apart. */
  add(rows: TextRows): Promise<void>
  /** @returns how many rows there were */
  commit(): Promise<number>
}

/** Appends all rows or none. @returns how many there were */
export async function appendTexts(
  database: { openLoader(table: string): Promise<RowLoader> },
  table: string,
  batches: AsyncIterable<TextRows> | Iterable<TextRows>,
): Promise<number> {
  await using opened = new AsyncDisposableStack()
  let loader: RowLoader | undefined
  for await (const rows of batches) {
    const isEmpty = rows instanceof Uint8Array ? rows.length === 0 : (rows[0]?.length ?? 0) === 0
    if (isEmpty) continue
    loader ??= opened.use(await database.openLoader(table))
    await loader.add(rows)
  }
  return (await loader?.commit()) ?? 0
}

interface LoaderParts {
  readonly connection: DuckDBConnection
  readonly table: string
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
    const { connection, table } = this.#parts
    this.#insert ??= await connection.prepare(insertRowsSql(table, this.#appender.columnCount))
    // The appender holds rows back that come before these.
    this.#flush()
    this.#insert.bindBlob(1, text)
    this.#inserted = this.#insert.run().then(({ rowsChanged }) => {
      this.#rows += rowsChanged
    })
    this.#inserted.catch(ignoreLater)
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

/** In the message of an error about a text that is not what it should be. */
export const malformedText = 'malformed text of rows: '

const backslash = quoteText('\\')
const tab = 'chr(9)'
const lineFeed = 'chr(10)'

/** A statement that takes a text of rows apart. */
function insertRowsSql(table: string, width: number): string {
  const wrong = refusal(`concat('a row has ', len(v), ' values and not ${width}')`)
  const first = `CASE WHEN len(v) = ${width} THEN v[1] ELSE ${wrong} END`
  const others = Array.from({ length: width - 1 }, (_, index) => `v[${index + 2}]`)
  // Only rows with a backslash are looked at more than once.
  const values = `CASE WHEN contains(line, ${backslash})
    THEN [${valueSql('value')} for value in string_split(line, ${tab})] ELSE string_split(line, ${tab}) END`
  const lines = `SELECT unnest(string_split(decode($1::BLOB), ${lineFeed})) AS line`
  return `INSERT INTO memory.main.${table} SELECT ${[first, ...others].join(', ')} FROM (SELECT ${values} AS v FROM (${lines}))`
}

const escapes = { t: 9, n: 10, r: 13, b: 8, f: 12, v: 11 }

function valueSql(raw: string): string {
  // Cut at each `\\` from the left, the parts hold no backslash but the first character of an escape.
  const part = Object.entries(escapes).reduce(
    (sql, [letter, code]) => `replace(${sql}, ${quoteText(`\\${letter}`)}, chr(${code}))`,
    'part',
  )
  const parts = `string_split(${raw}, ${quoteText('\\\\')})`
  const isWrong = `list_bool_or([contains(${part}, ${backslash}) for part in ${parts}])`
  const value = `array_to_string([${part} for part in ${parts}], ${backslash})`
  return `CASE WHEN NOT contains(${raw}, ${backslash}) THEN ${raw}
    WHEN ${raw} <> ${quoteText('\\N')} THEN CASE WHEN ${isWrong} THEN ${refusal("'a value has an escape that is none'")} ELSE ${value} END END`
}

function refusal(why: string): string {
  return `error(concat(${quoteText(malformedText)}, ${why}))`
}
