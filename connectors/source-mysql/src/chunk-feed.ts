import type { Chunk } from '@revetl/sdk'
import type { RowChunks } from '@revetl/sdk/sql'
import type { Connection, Query } from 'mysql2'
import type { DriverValue, WireValue } from './row-query.ts'

// One is being worked on while the next one comes.
const readyMax = 2

/**
 * Turns the events of a query into chunks that are asked for. While enough of them wait the socket is not read, and
 * so the server waits too.
 */
export class ChunkFeed {
  readonly #connection: Connection
  readonly #rows: RowChunks<DriverValue>
  readonly #rowsMax: number
  readonly #ready: Chunk[] = []
  #isEnded = false
  #failure: { readonly error: unknown } | undefined
  #wake: () => void = () => undefined

  constructor(
    connection: Connection,
    rows: RowChunks<DriverValue>,
    rowsMax = Number.POSITIVE_INFINITY,
  ) {
    this.#connection = connection
    this.#rows = rows
    this.#rowsMax = rowsMax
    // A connection that is lost tells nothing to a query that streams.
    connection.on('error', (error: unknown) => this.#settle({ error }))
  }

  /** Takes the rows of a query. */
  listen(query: Query): void {
    query.on('result', (row: unknown) => this.#take(row as readonly WireValue[]))
    query.once('end', () => this.#settle())
    query.on('error', (error: unknown) => this.#settle({ error }))
  }

  /** The next chunk; undefined after the last one. @throws what stopped the query */
  async next(): Promise<Chunk | undefined> {
    while (this.#ready.length === 0 && !this.#isEnded) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake = resolve
      this.#connection.resume()
      await promise
    }
    if (this.#failure) throw this.#failure.error
    return this.#ready.shift() ?? this.#rows.take()
  }

  #take(row: readonly WireValue[]): void {
    if (this.#isEnded) return
    try {
      if (this.#rows.push(row)) this.#add(this.#rows.take())
      if (this.#rows.rows >= this.#rowsMax) this.#settle()
    } catch (error) {
      this.#settle({ error })
    }
  }

  #add(chunk: Chunk | undefined): void {
    if (chunk) this.#ready.push(chunk)
    if (this.#ready.length >= readyMax) this.#connection.pause()
    this.#wake()
  }

  #settle(failure?: { readonly error: unknown }): void {
    this.#failure ??= failure
    this.#isEnded = true
    this.#wake()
  }
}
