import { cutPercentForm, secretForms, secretTexts } from './secret-forms.ts'

/** Masks known secrets in a text; more can be added as they appear. */
export interface Redactor {
  (text: string): string
  /** Masks this value as well from now on. */
  readonly add: (secret: string) => void
}

const mask = '***'
// Where a text was cut, the beginning of a secret can be left at its end. Short texts are not cut, and a few
// characters of a secret are as likely a part of an ordinary word.
const cutTextLengthMin = 100
const cutSecretLengthMin = 8

/**
 * A function that masks every given secret, in every form in which it may be echoed: plain, URL-, base64-,
 * base64url-, JSON-escaped, hex, and inside a Basic header.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const known = new Set<string>()
  let pattern: RegExp | undefined
  let cut: CutSecrets = { texts: [], pattern: undefined }
  const redact = (text: string) => {
    if (known.size === 0) return text
    if (pattern === undefined) {
      pattern = patternOf(known)
      cut = cutSecretsOf(known)
    }
    const masked = text.replace(pattern, mask)
    return text.length < cutTextLengthMin ? masked : maskCutSecret(masked, cut)
  }
  const add = (secret: string) => {
    if (secret === '' || known.has(secret)) return
    known.add(secret)
    pattern = undefined
  }
  for (const secret of secrets) add(secret)
  return Object.assign(redact, { add })
}

/** What finds the rest of a secret at the end of a text that was cut there. */
interface CutSecrets {
  readonly texts: readonly string[]
  readonly pattern: RegExp | undefined
}

function cutSecretsOf(secrets: ReadonlySet<string>): CutSecrets {
  const sources = [...secrets].flatMap((secret) => cutPercentForm(secret, cutSecretLengthMin) ?? [])
  return {
    texts: [...secrets].flatMap(secretTexts),
    pattern: sources.length === 0 ? undefined : new RegExp(sources.join('|')),
  }
}

function maskCutSecret(text: string, { texts, pattern }: CutSecrets): string {
  const ellipsis = text.endsWith('…') ? '…' : ''
  const kept = text.slice(0, text.length - ellipsis.length)
  for (const secret of texts) {
    const start = cutStart(kept, secret)
    if (start !== undefined) return kept.slice(0, start) + mask + ellipsis
  }
  return pattern === undefined ? text : text.replace(pattern, mask)
}

/** Where the longest beginning of a secret starts that a text ends with. */
function cutStart(text: string, secret: string): number | undefined {
  const head = secret.slice(0, cutSecretLengthMin)
  const from = Math.max(0, text.length - secret.length + 1)
  for (let at = text.indexOf(head, from); at !== -1; at = text.indexOf(head, at + 1)) {
    if (secret.startsWith(text.slice(at))) return at
  }
  return undefined
}

function patternOf(secrets: ReadonlySet<string>): RegExp {
  const sources = new Set([...secrets].flatMap(secretForms))
  // The longest form first, so that no tail of a secret is left over.
  return new RegExp([...sources].sort((a, b) => b.length - a.length).join('|'), 'g')
}
