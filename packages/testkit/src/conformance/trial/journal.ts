const linesMax = 12
const lineMax = 400

/** What a check has sent, for the report of its failure. */
export class Journal {
  readonly #lines: string[] = []
  readonly #hidden = new Set<string>()
  #left = 0

  /** Masks these values in what is noted from now on. */
  hide(secrets: readonly string[]): void {
    for (const secret of secrets) if (secret.length > 3) this.#hidden.add(secret)
  }

  /** Notes one step; of many, the last ones are kept. */
  note(text: string): void {
    const line = [...this.#hidden].reduce((now, secret) => now.replaceAll(secret, '***'), text)
    this.#lines.push(line.length > lineMax ? `${line.slice(0, lineMax)}…` : line)
    if (this.#lines.length > linesMax) {
      this.#lines.shift()
      this.#left += 1
    }
  }

  /** What was noted. */
  text(): string {
    return [...(this.#left > 0 ? [`(${this.#left} earlier)`] : []), ...this.#lines].join('\n')
  }
}
