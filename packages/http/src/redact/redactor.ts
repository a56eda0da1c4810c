import { secretForms } from './secret-forms.ts'

/** Masks known secrets in a text; more can be added as they appear. */
export interface Redactor {
  (text: string): string
  /** Masks this value as well from now on. */
  readonly add: (secret: string) => void
}

const mask = '***'

/**
 * A function that masks every given secret, in every form in which it may be echoed: plain, URL-, base64-,
 * base64url-, JSON-escaped, hex, and inside a Basic header.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const known = new Set<string>()
  let pattern: RegExp | undefined
  const redact = (text: string) => {
    if (known.size === 0) return text
    pattern ??= patternOf(known)
    return text.replace(pattern, mask)
  }
  const add = (secret: string) => {
    if (secret === '' || known.has(secret)) return
    known.add(secret)
    pattern = undefined
  }
  for (const secret of secrets) add(secret)
  return Object.assign(redact, { add })
}

function patternOf(secrets: ReadonlySet<string>): RegExp {
  const sources = new Set([...secrets].flatMap(secretForms))
  // The longest form first, so that no tail of a secret is left over.
  return new RegExp([...sources].sort((a, b) => b.length - a.length).join('|'), 'g')
}
