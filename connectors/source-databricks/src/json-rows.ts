import { errorMessage, RevError } from '@revetl/sdk'

/** A row of a result: each value is text. */
export type Row = readonly (string | null)[]

/** Reads the rows of a chunk, `[["1",null],…]`, from pieces of it, so that no more than one piece is held. */
export class JsonRows {
  /** Whether the list was closed. */
  isComplete = false
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  #text = ''
  /** How far it was looked at. */
  #at = 0
  #depth = 0
  #isInText = false

  /** Takes a piece. @returns the rows that are whole. @throws `REV_READ_FAILED` for what is no list of rows */
  push(bytes: Uint8Array): readonly Row[] {
    try {
      this.#text += this.#decoder.decode(bytes, { stream: true })
      const end = this.#lastRowEnd()
      if (end === 0) return []
      const rows = JSON.parse(`[${this.#text.slice(0, end).replace(/^\s*[[,]/, '')}]`) as Row[]
      this.#text = this.#text.slice(end)
      this.#at -= end
      return rows
    } catch (error) {
      const message = `Failed to read from Databricks: a chunk is no list of rows (${errorMessage(error)}).`
      throw new RevError('REV_READ_FAILED', message, { cause: error })
    }
  }

  /** Where the last whole row ends. */
  #lastRowEnd(): number {
    let end = 0
    for (; this.#at < this.#text.length; this.#at += 1) {
      if (this.#isInText) this.#skipText()
      else if (this.#take(this.#text[this.#at])) end = this.#at + 1
    }
    return end
  }

  #skipText(): void {
    const letter = this.#text[this.#at]
    // The letter behind a backslash may come with the next piece.
    if (letter === '\\') this.#at += 1
    else if (letter === '"') this.#isInText = false
  }

  /** @returns whether it ends a row */
  #take(letter: string | undefined): boolean {
    if (letter === '"') this.#isInText = true
    else if (letter === '[') this.#depth += 1
    else if (letter === ']') {
      this.#depth -= 1
      this.isComplete = this.#depth === 0
      return this.#depth === 1
    }
    return false
  }
}
