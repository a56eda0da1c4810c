const sslRequest = 80_877_103
const cancelRequest = 80_877_102

/** Turns a statement into the one that is passed on. */
type Rewrite = (sql: string) => string

/**
 * Rewrites the statements in what a client sends to a Postgres server.
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html (read 2026-11-27)
 */
export class FrontendMessages {
  readonly #rewrite: Rewrite
  #rest = Buffer.alloc(0)
  #isStarted = false

  constructor(rewrite: Rewrite) {
    this.#rewrite = rewrite
  }

  /** Takes bytes of the client. @returns whole messages for the server */
  push(bytes: Buffer): Buffer {
    this.#rest = Buffer.concat([this.#rest, bytes])
    const whole: Buffer[] = []
    for (let message = this.#take(); message; message = this.#take()) {
      whole.push(this.#isStarted ? rewritten(message, this.#rewrite) : message)
      // What comes first has no type: a request for TLS, one to cancel, or the start itself.
      if (!this.#isStarted) {
        this.#isStarted = ![sslRequest, cancelRequest].includes(message.readInt32BE(4))
      }
    }
    return Buffer.concat(whole)
  }

  #take(): Buffer | undefined {
    const lengthAt = this.#isStarted ? 1 : 0
    if (this.#rest.length < lengthAt + 4) return undefined
    const end = lengthAt + this.#rest.readInt32BE(lengthAt)
    if (this.#rest.length < end) return undefined
    const message = this.#rest.subarray(0, end)
    this.#rest = this.#rest.subarray(end)
    return message
  }
}

function rewritten(message: Buffer, rewrite: Rewrite): Buffer {
  const type = String.fromCharCode(message[0] ?? 0)
  if (type !== 'Q' && type !== 'P') return message
  // Parse has the name of the statement before its text.
  const textAt = type === 'Q' ? 5 : message.indexOf(0, 5) + 1
  const textEnd = message.indexOf(0, textAt)
  const text = rewrite(message.toString('utf8', textAt, textEnd))
  const body = Buffer.concat([
    message.subarray(5, textAt),
    Buffer.from(text),
    message.subarray(textEnd),
  ])
  const head = Buffer.from([message[0] ?? 0, 0, 0, 0, 0])
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
