const linesMax = 12
const lineMax = 400

/** What a check has sent, for the report of its failure. */
export class Journal {
  readonly #lines: string[] = []
  #left = 0

  /** Notes one step; of many, the last ones are kept. */
  note(line: string): void {
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
