import { cutPercentForm, percentForm, secretTexts, shortForm } from './secret-forms.ts'

/** A part of a text, from `start` to before `end`. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

// A few characters of a secret are as likely a part of an ordinary word.
const cutLengthMin = 8

/**
 * Finds one secret in texts. Its forms are looked for as they are, since compiling all of them costs more than many
 * searches; only a text with percent signs needs a pattern, which is then built once.
 */
export class SecretFinder {
  readonly #secret: string
  readonly #texts: readonly string[]
  readonly #short: RegExp | undefined
  #percent: RegExp | undefined
  #cut: { readonly pattern: RegExp; readonly isLong: boolean } | 'none' | undefined

  constructor(secret: string) {
    const short = shortForm(secret)
    this.#secret = secret
    this.#texts = secretTexts(secret)
    this.#short = short === undefined ? undefined : new RegExp(short, 'g')
  }

  /** Every occurrence in any form; they can overlap. */
  rangesIn(text: string): readonly TextRange[] {
    if (this.#short !== undefined) return matchesOf(this.#short, text)
    const ranges = this.#texts.flatMap((form) => occurrencesOf(form, text))
    if (!text.includes('%')) return ranges
    this.#percent ??= new RegExp(percentForm(this.#secret), 'g')
    return [...ranges, ...matchesOf(this.#percent, text)]
  }

  /** Where the longest beginning of the secret starts that a text ends with. */
  cutStartIn(text: string): number | undefined {
    const starts = this.#texts.flatMap((form) => cutStart(text, form) ?? [])
    const percent = this.#cutMatch(text)?.index
    if (percent !== undefined) starts.push(percent)
    return starts.length === 0 ? undefined : Math.min(...starts)
  }

  #cutMatch(text: string): RegExpExecArray | undefined {
    const isEncoded = text.includes('%')
    if (!isEncoded && !text.includes(this.#secret.slice(0, cutLengthMin))) return undefined
    if (this.#cut === undefined) {
      const form = cutPercentForm(this.#secret, cutLengthMin)
      this.#cut = form === undefined ? 'none' : { ...form, pattern: new RegExp(form.source) }
    }
    // Without a percent sign the beginning of a short secret is found as a text.
    if (this.#cut === 'none' || !(isEncoded || this.#cut.isLong)) return undefined
    return this.#cut.pattern.exec(text) ?? undefined
  }
}

function occurrencesOf(form: string, text: string): TextRange[] {
  const ranges: TextRange[] = []
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + form.length)) {
    ranges.push({ start: at, end: at + form.length })
  }
  return ranges
}

function matchesOf(pattern: RegExp, text: string): TextRange[] {
  return Array.from(text.matchAll(pattern), ({ 0: found, index }) => ({
    start: index,
    end: index + found.length,
  }))
}

function cutStart(text: string, form: string): number | undefined {
  const head = form.slice(0, cutLengthMin)
  const from = Math.max(0, text.length - form.length + 1)
  for (let at = text.indexOf(head, from); at !== -1; at = text.indexOf(head, at + 1)) {
    if (form.startsWith(text.slice(at))) return at
  }
  return undefined
}
