import type { ColumnChunk } from '@revetl/sdk'
import type { ToCanonical } from './canonical-text.ts'
import { endMark } from './model-shape.ts'

const chunkRowsMax = 2_048
const chunkCharsMax = 4 << 20

/** What the last line says of the query. */
export interface EndLine {
  readonly rows: number
  readonly seconds: number
  readonly rowsRead: number
  readonly bytesRead: number
}

/** Turns tab-separated lines into chunks, column by column. One for each read. */
export class RowLines {
  /** Rows that were read so far. */
  rows = 0
  /** The last line, once it was read. */
  end: EndLine | undefined
  readonly #converts: readonly (ToCanonical | undefined)[]
  #columns: (string | null)[][]
  #count = 0
  #chars = 0
  #parts: string[] = []

  constructor(converts: readonly (ToCanonical | undefined)[]) {
    this.#converts = converts
    this.#columns = converts.map(() => [])
  }

  /** What came behind the last whole line: of a complete result, nothing. */
  get rest(): string {
    return this.#parts.join('')
  }

  /** Takes a piece of text, wherever it was cut. @returns the chunks that became full */
  *push(text: string): Generator<ColumnChunk, void, void> {
    let from = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.#parts.push(text.slice(from, at))
      from = at + 1
      this.#takeLine(this.#parts.length === 1 ? (this.#parts[0] ?? '') : this.#parts.join(''))
      this.#parts = []
      if (this.#count >= chunkRowsMax || this.#chars >= chunkCharsMax) yield this.#chunk()
    }
    if (from < text.length) this.#parts.push(text.slice(from))
  }

  /** @returns what came together since the last chunk, undefined for nothing. */
  take(): ColumnChunk | undefined {
    return this.#count === 0 ? undefined : this.#chunk()
  }

  #takeLine(line: string): void {
    const cells = line.split('\t')
    if (cells[0] === endMark) {
      const [rows = 0, seconds = 0, rowsRead = 0, bytesRead = 0] = cells.slice(1).map(Number)
      this.end = { rows, seconds, rowsRead, bytesRead }
      return
    }
    // Behind the end, or of another width: what the server writes when it fails.
    if (this.end || cells.length !== this.#converts.length) throw new NotARow(line)
    for (let index = 0; index < cells.length; index += 1) {
      this.#columns[index]?.push(this.#cell(cells[index] ?? '', index))
    }
    this.rows += 1
    this.#count += 1
    this.#chars += line.length
  }

  #cell(cell: string, index: number): string | null {
    if (cell === '\\N') return null
    const text = cell.includes('\\') ? unescape(cell) : cell
    return this.#converts[index]?.(text) ?? text
  }

  #chunk(): ColumnChunk {
    const chunk = { rowCount: this.#count, columns: this.#columns }
    this.#columns = this.#converts.map(() => [])
    this.#count = 0
    this.#chars = 0
    return chunk
  }
}

/** A line that is no row of the model. */
export class NotARow extends Error {
  readonly line: string

  constructor(line: string) {
    super('a line is no row of the model')
    this.line = line
  }
}

// https://clickhouse.com/docs/interfaces/formats/TabSeparated (read 2026-11-27)
const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
}

function unescape(cell: string): string {
  return cell.replace(/\\([^])/g, (_all, letter: string) => escapes[letter] ?? letter)
}
