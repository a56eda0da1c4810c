import type { Writable } from 'node:stream'
// A connector shares the globals of its process.
import { setImmediate } from 'node:timers'

/**
 * Writes lines, and the bytes that follow one. What may wait a moment goes out together with what comes until the event
 * loop turns: each write to a pipe wakes the other side.
 */
export class LineWriter {
  readonly #stream: Writable
  #isWaiting = false

  constructor(stream: Writable) {
    this.#stream = stream
  }

  /** Writes a line at once, after whatever waits. */
  write(line: string): void {
    this.#stream.write(`${line}\n`)
    this.#flush()
  }

  /** Writes a line, and what follows it, soon. */
  writeSoon(line: string, body: string | Uint8Array = ''): void {
    if (!this.#isWaiting) {
      this.#isWaiting = true
      this.#stream.cork()
      setImmediate(() => this.#flush())
    }
    if (typeof body === 'string') {
      this.#stream.write(`${line}\n${body}`)
      return
    }
    this.#stream.write(`${line}\n`)
    this.#stream.write(body)
  }

  #flush(): void {
    if (!this.#isWaiting) return
    this.#isWaiting = false
    this.#stream.uncork()
  }
}
