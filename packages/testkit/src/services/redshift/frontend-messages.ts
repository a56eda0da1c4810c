const sslRequest = 80_877_103
const cancelRequest = 80_877_102

/** Turns a statement into the one that is passed on. */
type Rewrite = (sql: string) => string

/** What a front changes of what a client sends. */
export interface FrontRules {
  readonly rewrite: Rewrite
  /** Settings that every session starts with, by name. */
  readonly settings: Readonly<Record<string, string>>
}

/**
 * Rewrites the statements in what a client sends to a Postgres server, and starts its sessions with settings.
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html (read 2026-11-27)
 */
export class FrontendMessages {
  readonly #rules: FrontRules
  #rest = Buffer.alloc(0)
  #isStarted = false

  constructor(rules: FrontRules) {
    this.#rules = rules
  }

  /** Takes bytes of the client. @returns whole messages for the server */
  push(bytes: Buffer): Buffer {
    this.#rest = Buffer.concat([this.#rest, bytes])
    const whole: Buffer[] = []
    for (let message = this.#take(); message; message = this.#take()) {
      whole.push(this.#changed(message))
    }
    return Buffer.concat(whole)
  }

  #changed(message: Buffer): Buffer {
    const { rewrite, settings } = this.#rules
    if (this.#isStarted) return rewritten(message, rewrite)
    // What comes first has no type: a request for TLS, one to cancel, or the start itself.
    this.#isStarted = ![sslRequest, cancelRequest].includes(message.readInt32BE(4))
    return this.#isStarted ? startedWith(message, settings) : message
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

/** The start has names and values, each with a zero behind it, and one more at its end. */
function startedWith(message: Buffer, settings: FrontRules['settings']): Buffer {
  const more = Object.entries(settings).map(([name, value]) => `${name}\0${value}\0`)
  const started = Buffer.concat([message.subarray(0, -1), Buffer.from(`${more.join('')}\0`)])
  started.writeInt32BE(started.length, 0)
  return started
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
