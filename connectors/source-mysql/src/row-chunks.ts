import type { Chunk } from '@revetl/sdk'
import type { Convert, WireValue } from './row-query.ts'

const chunkRowsMin = 2_048
const chunkCharsMin = 4 << 20

/** Gathers rows into chunks, column by column. One for each read. */
export class RowChunks {
  /** Rows that were read so far. */
  rows = 0
  readonly #converts: readonly Convert[]
  #columns: (string | null)[][]
  #count = 0
  #chars = 0

  constructor(converts: readonly Convert[]) {
    this.#converts = converts
    this.#columns = converts.map(() => [])
  }

  /** Takes a row. @returns whether enough came together for a chunk */
  push(row: readonly WireValue[]): boolean {
    const columns = this.#columns
    for (let index = 0; index < columns.length; index += 1) {
      const raw = row[index] ?? null
      const convert = this.#converts[index]
      // Without a conversion the driver gives text.
      const value = raw !== null && convert ? convert(raw) : (raw as string | null)
      if (value !== null) this.#chars += value.length
      columns[index]?.push(value)
    }
    this.rows += 1
    this.#count += 1
    return this.#count >= chunkRowsMin || this.#chars >= chunkCharsMin
  }

  /** @returns what came together, undefined for nothing. */
  take(): Chunk | undefined {
    if (this.#count === 0) return undefined
    const chunk = { rowCount: this.#count, columns: this.#columns }
    this.#columns = this.#converts.map(() => [])
    this.#count = 0
    this.#chars = 0
    return chunk
  }
}
