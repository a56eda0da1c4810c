import { isUtf8 } from 'node:buffer'
import type { Chunk } from '@revetl/sdk'

type Convert = ((text: string) => string) | undefined

const chunkRowsMin = 2_048
const chunkCharsMin = 4 << 20

/** Turns the bytes of COPY's text format into chunks. One for each copy. */
export class CopyRows {
  /** Rows that were read so far. */
  rows = 0
  readonly #converts: readonly Convert[]
  #columns: (string | null)[][]
  #chars = 0
  #unfinished: Buffer[] = []

  constructor(converts: readonly Convert[]) {
    this.#converts = converts
    this.#columns = converts.map(() => [])
  }

  /** Takes what the server sent. @returns a chunk when enough came together. */
  push(bytes: Buffer): Chunk | undefined {
    const end = bytes.lastIndexOf(0x0a)
    if (end < 0) {
      this.#unfinished.push(bytes)
      return undefined
    }
    const whole = Buffer.concat([...this.#unfinished, bytes.subarray(0, end)])
    this.#unfinished = end + 1 < bytes.length ? [bytes.subarray(end + 1)] : []
    this.#readLines(utf8Text(whole))
    const count = this.#columns[0]?.length ?? 0
    return count >= chunkRowsMin || this.#chars >= chunkCharsMin
      ? this.#takeChunk(count)
      : undefined
  }

  /** @returns the last rows. @throws where the text ends within a row. */
  end(): Chunk | undefined {
    if (this.#unfinished.length > 0) throw new Error('the last row is not whole')
    const count = this.#columns[0]?.length ?? 0
    return count > 0 ? this.#takeChunk(count) : undefined
  }

  #takeChunk(rowCount: number): Chunk {
    const columns = this.#columns
    this.#columns = columns.map(() => [])
    this.#chars = 0
    return { rowCount, columns }
  }

  #readLines(text: string): void {
    const lines = text.split('\n')
    // A test of the whole text costs less than one of each value, and most texts have no backslash at all.
    const isPlain = !text.includes('\\')
    const width = this.#columns.length
    for (const line of lines) {
      const values = line.split('\t')
      if (values.length !== width) throw new Error(`a row has ${values.length} values`)
      for (let index = 0; index < width; index += 1) {
        const raw = values[index] ?? ''
        this.#columns[index]?.push(isPlain ? this.#convert(raw, index) : this.#read(raw, index))
      }
    }
    this.rows += lines.length
    this.#chars += text.length
  }

  #read(raw: string, index: number): string | null {
    if (raw === '\\N') return null
    return this.#convert(raw.includes('\\') ? unescape(raw) : raw, index)
  }

  #convert(text: string, index: number): string {
    const convert = this.#converts[index]
    return convert ? convert(text) : text
  }
}

/** A database without a declared encoding can hold any bytes; they are never replaced in silence. */
function utf8Text(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new Error('a text is not UTF-8')
  return bytes.toString('utf8')
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

function unescape(raw: string): string {
  return raw.replace(/\\([^])/g, (_all, letter: string) => escapes[letter] ?? letter)
}
