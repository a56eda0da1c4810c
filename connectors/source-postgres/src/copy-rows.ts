import type { TextChunk } from '@revetl/sdk'

const chunkBytesMin = 1 << 20
const lineFeed = 0x0a

/** Cuts the bytes of COPY's text format into chunks of whole rows. One for each copy. */
export class CopyRows {
  /** Rows that were read so far. */
  rows = 0
  #parts: Buffer[] = []
  #bytes = 0

  /** Takes what the server sent. @returns a chunk when enough came together. */
  push(bytes: Buffer): TextChunk | undefined {
    const end = this.#bytes + bytes.length < chunkBytesMin ? 0 : bytes.lastIndexOf(lineFeed) + 1
    if (end === 0) {
      this.#keep(bytes)
      return undefined
    }
    this.#keep(bytes.subarray(0, end))
    const chunk = this.#take()
    if (end < bytes.length) this.#keep(bytes.subarray(end))
    return chunk
  }

  /** @returns the last rows. @throws where the text ends within a row. */
  end(): TextChunk | undefined {
    if (this.#bytes === 0) return undefined
    if (this.#parts.at(-1)?.at(-1) !== lineFeed) throw new Error('the last row is not whole')
    return this.#take()
  }

  #keep(bytes: Buffer): void {
    this.#parts.push(bytes)
    this.#bytes += bytes.length
  }

  #take(): TextChunk {
    const text = Buffer.concat(this.#parts, this.#bytes)
    this.#parts = []
    this.#bytes = 0
    const rowCount = countRows(text)
    this.rows += rowCount
    return { rowCount, text }
  }
}

/** In a value a line feed is escaped. */
function countRows(text: Buffer): number {
  let count = 0
  for (let at = text.indexOf(lineFeed); at >= 0; at = text.indexOf(lineFeed, at + 1)) count += 1
  return count
}
