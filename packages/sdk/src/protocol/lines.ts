/** The versions of the protocol that this SDK speaks, best first. */
export const protocolVersions = [2, 1] as const

/** A version of the protocol. */
export type ProtocolVersion = (typeof protocolVersions)[number]

/** The longest line of either side, and the most that follows one, in bytes; more ends the connection. */
export const lineBytesMax = 64 * 1024 * 1024

const newline = 10
const nothing = Buffer.alloc(0)

/** Cuts a stream of bytes into lines, and into the bytes that follow one. */
export class LineReader {
  readonly #onLine: (line: string) => void
  readonly #onTooLong: () => void
  readonly #bytesMax: number
  #parts: Buffer[] = []
  #bytes = 0
  #taken: { readonly bytes: number; readonly onBytes: (bytes: Buffer) => void } | undefined

  constructor(onLine: (line: string) => void, onTooLong: () => void, bytesMax = lineBytesMax) {
    this.#onLine = onLine
    this.#onTooLong = onTooLong
    this.#bytesMax = bytesMax
  }

  /** Takes the next bytes; gives every line that they complete, without its line feed. */
  push(bytes: Buffer): void {
    let rest = bytes
    while (rest.length > 0) rest = this.#taken === undefined ? this.#line(rest) : this.#body(rest)
  }

  /** So many bytes follow the line that is being given, and are no line. */
  take(bytes: number, onBytes: (bytes: Buffer) => void): void {
    if (bytes > this.#bytesMax) this.#onTooLong()
    else if (bytes === 0) onBytes(nothing)
    else this.#taken = { bytes, onBytes }
  }

  /** A last line that no line feed ended. */
  end(): void {
    if (this.#bytes > 0) this.#flush()
  }

  /** @returns what comes after the line */
  #line(bytes: Buffer): Buffer {
    const end = bytes.indexOf(newline)
    this.#add(end < 0 ? bytes : bytes.subarray(0, end))
    if (end < 0) return nothing
    this.#flush()
    return bytes.subarray(end + 1)
  }

  /** @returns what comes after the bytes that were asked for */
  #body(bytes: Buffer): Buffer {
    const wanted = (this.#taken?.bytes ?? 0) - this.#bytes
    this.#add(bytes.subarray(0, wanted))
    if (bytes.length < wanted) return nothing
    const onBytes = this.#taken?.onBytes
    this.#taken = undefined
    onBytes?.(this.#whole())
    return bytes.subarray(wanted)
  }

  #add(part: Buffer): void {
    this.#bytes += part.length
    if (this.#bytes > this.#bytesMax) {
      this.#parts = []
      this.#onTooLong()
    } else if (part.length > 0) this.#parts.push(part)
  }

  #flush(): void {
    const line = this.#whole().toString('utf8')
    if (line !== '') this.#onLine(line)
  }

  #whole(): Buffer {
    const [first = nothing, ...others] = this.#parts
    this.#parts = []
    this.#bytes = 0
    return others.length === 0 ? first : Buffer.concat([first, ...others])
  }
}
