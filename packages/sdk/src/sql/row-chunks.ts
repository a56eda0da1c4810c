import type { ColumnChunk } from '../source.ts'

const chunkRowsMin = 2_048
const chunkCharsMin = 4 << 20

/** The canonical text of a value that a driver gives; undefined where the driver gives that already. */
export type ConvertValue<Value> = ((value: Value) => string | null) | undefined

/** Gathers rows into chunks of some thousand rows or some million characters, column by column. One for each read. */
export class RowChunks<Value = string> {
  /** Rows that were read so far. */
  rows = 0
  readonly #converts: readonly ConvertValue<Value>[]
  #columns: (string | null)[][]
  #count = 0
  #chars = 0

  constructor(converts: readonly ConvertValue<Value>[]) {
    this.#converts = converts
    this.#columns = converts.map(() => [])
  }

  /** Takes a row. @returns whether enough came together for a chunk */
  push(row: readonly (Value | string | null)[]): boolean {
    const columns = this.#columns
    for (let index = 0; index < columns.length; index += 1) {
      const raw = row[index] ?? null
      const convert = this.#converts[index]
      // Without a conversion the driver gives text.
      const value = raw !== null && convert ? convert(raw as Value) : (raw as string | null)
      if (value !== null) this.#chars += value.length
      columns[index]?.push(value)
    }
    this.rows += 1
    this.#count += 1
    return this.#count >= chunkRowsMin || this.#chars >= chunkCharsMin
  }

  /** @returns what came together, undefined for nothing. */
  take(): ColumnChunk | undefined {
    if (this.#count === 0) return undefined
    const chunk = { rowCount: this.#count, columns: this.#columns }
    this.#columns = this.#converts.map(() => [])
    this.#count = 0
    this.#chars = 0
    return chunk
  }
}
