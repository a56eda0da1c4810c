import type { Clock, Logger } from '@revetl/sdk'

const lineCharactersMax = 2000
const linesPerSecondMax = 100

/** The log of a child, whatever it comes from: masked, one event a line, and never more than the host wants. */
export class CapturedOutput {
  readonly #log: Logger
  readonly #clock: Clock
  readonly #redact: (text: string) => string
  readonly #connection: string
  #windowMs = Number.NEGATIVE_INFINITY
  #lines = 0
  #dropped = 0

  constructor(options: {
    readonly log: Logger
    readonly clock: Clock
    readonly connection: string
    readonly redact: (text: string) => string
  }) {
    this.#log = options.log
    this.#clock = options.clock
    this.#redact = options.redact
    this.#connection = options.connection
  }

  /** A sink for what the process prints. */
  sink(): (bytes: Buffer) => void {
    let rest = ''
    return (bytes) => {
      // What would be dropped anyway is not even decoded.
      if (!this.#mayLog()) {
        this.#dropped++
        rest = ''
        return
      }
      const lines = (rest + bytes.toString('utf8')).split('\n')
      // Twice of what is shown, so that no secret is cut in two before it is masked.
      rest = (lines.pop() ?? '').slice(0, 2 * lineCharactersMax)
      for (const line of lines) if (line !== '') this.line('debug', line, { from: 'output' })
    }
  }

  /** One line. */
  line(
    level: keyof Logger,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
  ): void {
    if (!this.#mayLog()) {
      this.#dropped++
      return
    }
    this.#lines++
    const plain = (text: string) =>
      escaped(this.#redact(text.slice(0, 2 * lineCharactersMax)).slice(0, lineCharactersMax))
    const values = Object.entries(details).map(([name, value]) => [
      plain(name),
      typeof value === 'string' ? plain(value) : plain(JSON.stringify(value) ?? ''),
    ])
    this.#log[level](plain(message), {
      ...(Object.fromEntries(values) as Record<string, string>),
      connection: this.#connection,
    })
  }

  /** Tells what was dropped. */
  end(): void {
    if (this.#dropped === 0) return
    this.#log.warn(`Dropped ${this.#dropped} pieces of output: the connector prints too much.`, {
      connection: this.#connection,
    })
    this.#dropped = 0
  }

  #mayLog(): boolean {
    const nowMs = this.#clock.monotonicMs()
    if (nowMs - this.#windowMs >= 1000) {
      this.#windowMs = nowMs
      this.#lines = 0
    }
    return this.#lines < linesPerSecondMax
  }
}

/** A text that stays on its line and does not move the cursor of a terminal. */
function escaped(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (unit) => {
    const hex = unit.charCodeAt(0).toString(16).padStart(4, '0')
    return `\\u${hex}`
  })
}
