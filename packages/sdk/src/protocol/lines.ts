/** The version of the protocol that this SDK speaks. */
export const protocolVersion = 1

/** The longest line of either side, in bytes; a longer one ends the connection. */
export const lineBytesMax = 64 * 1024 * 1024

const newline = 10

/** Cuts a stream of bytes into lines. */
export class LineReader {
  readonly #onLine: (line: string) => void
  readonly #onTooLong: () => void
  readonly #bytesMax: number
  #parts: Buffer[] = []
  #bytes = 0

  constructor(onLine: (line: string) => void, onTooLong: () => void, bytesMax = lineBytesMax) {
    this.#onLine = onLine
    this.#onTooLong = onTooLong
    this.#bytesMax = bytesMax
  }

  /** Takes the next bytes; gives every line that they complete, without its line feed. */
  push(bytes: Buffer): void {
    let start = 0
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      this.#add(bytes.subarray(start, end))
      this.#flush()
      start = end + 1
    }
    if (start < bytes.length) this.#add(bytes.subarray(start))
  }

  /** A last line that no line feed ended. */
  end(): void {
    if (this.#bytes > 0) this.#flush()
  }

  #add(part: Buffer): void {
    this.#bytes += part.length
    if (this.#bytes > this.#bytesMax) {
      this.#parts = []
      this.#onTooLong()
    } else this.#parts.push(part)
  }

  #flush(): void {
    const [first] = this.#parts
    const line =
      this.#parts.length === 1 && first !== undefined
        ? first.toString('utf8')
        : Buffer.concat(this.#parts).toString('utf8')
    this.#parts = []
    this.#bytes = 0
    if (line !== '') this.#onLine(line)
  }
}
