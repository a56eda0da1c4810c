import { SecretFinder, type TextRange } from './secret-finder.ts'

/** Masks known secrets in a text; more can be added as they appear. */
export interface Redactor {
  (text: string): string
  /** Masks this value as well from now on. */
  readonly add: (secret: string) => void
}

const mask = '***'
// Where a text was cut, the beginning of a secret can be left at its end. Short texts are not cut.
const cutTextLengthMin = 100

/**
 * A function that masks every given secret, in every form in which it may be echoed: plain, URL-, base64-,
 * base64url-, JSON-escaped, hex, and inside a Basic header.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const finders = new Map<string, SecretFinder>()
  const redact = (text: string) => {
    if (finders.size === 0) return text
    const ranges = [...finders.values()].flatMap((finder) => finder.rangesIn(text))
    const masked = maskRanges(text, ranges)
    return text.length < cutTextLengthMin ? masked : maskCutSecret(masked, finders.values())
  }
  const add = (secret: string) => {
    if (secret !== '' && !finders.has(secret)) finders.set(secret, new SecretFinder(secret))
  }
  for (const secret of secrets) add(secret)
  return Object.assign(redact, { add })
}

/** What overlaps is masked as one, so that nothing is left of a secret that holds another one. */
function maskRanges(text: string, ranges: TextRange[]): string {
  if (ranges.length === 0) return text
  const parts: string[] = []
  let end = 0
  for (const range of ranges.sort((a, b) => a.start - b.start)) {
    if (range.start >= end) parts.push(text.slice(end, range.start), mask)
    end = Math.max(end, range.end)
  }
  return parts.join('') + text.slice(end)
}

function maskCutSecret(text: string, finders: Iterable<SecretFinder>): string {
  const ellipsis = text.endsWith('…') ? '…' : ''
  const kept = text.slice(0, text.length - ellipsis.length)
  let start = kept.length
  for (const finder of finders) start = Math.min(start, finder.cutStartIn(kept) ?? start)
  return start === kept.length ? text : kept.slice(0, start) + mask + ellipsis
}
