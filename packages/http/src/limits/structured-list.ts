/** One member of a structured list: a string or token with parameters. */
export interface ListItem {
  readonly name: string
  readonly parameters: ReadonlyMap<string, string | number | boolean>
}

const spaces = /[ \t]*/y
const string = /"((?:[\u0020\u0021\u0023-\u005b\u005d-\u007e]|\\["\\])*)"/y
const token = /[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*/y
const number = /-?\d{1,15}(?:\.\d{1,3})?/y
const key = /[a-z*][a-z0-9_.*-]*/y
const bytes = /:[A-Za-z0-9+/=]*:/y
const bool = /\?[01]/y

/**
 * Parses a list of strings or tokens with parameters: https://www.rfc-editor.org/rfc/rfc9651#section-3.1
 * (read 2026-11-22).
 * @returns `undefined` where any part of the field is malformed, as the RFC asks.
 */
export function parseStructuredList(text: string): readonly ListItem[] | undefined {
  const reader = new Reader(text.trim())
  const items: ListItem[] = []
  if (reader.isAtEnd) return items
  for (;;) {
    const name = reader.value()
    const parameters = name === undefined ? undefined : readParameters(reader)
    if (typeof name !== 'string' || parameters === undefined) return undefined
    items.push({ name, parameters })
    reader.read(spaces)
    if (reader.isAtEnd) return items
    if (!reader.skip(',')) return undefined
    reader.read(spaces)
  }
}

function readParameters(reader: Reader): ListItem['parameters'] | undefined {
  const parameters = new Map<string, string | number | boolean>()
  while (reader.skip(';')) {
    reader.read(spaces)
    const name = reader.read(key)
    if (name === undefined) return undefined
    const value = reader.skip('=') ? reader.value() : true
    if (value === undefined) return undefined
    parameters.set(name, value)
  }
  return parameters
}

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length
  }

  read(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (match) this.#at = pattern.lastIndex
    return match?.[0]
  }

  skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }

  value(): string | number | boolean | undefined {
    const quoted = this.read(string)
    if (quoted !== undefined) return quoted.slice(1, -1).replaceAll(/\\(["\\])/g, '$1')
    const digits = this.read(number)
    if (digits !== undefined) return Number(digits)
    const flag = this.read(bool)
    if (flag !== undefined) return flag === '?1'
    return this.read(token) ?? this.read(bytes)
  }
}
