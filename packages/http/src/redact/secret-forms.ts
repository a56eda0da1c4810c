// A shorter text would be found by chance inside ordinary words and numbers.
const safeLengthMin = 4
const base64CoreMin = 6

/** The pattern of a secret that is too short to be told from a part of a word; undefined for a longer one. */
export function shortForm(secret: string): string | undefined {
  return secret.length < safeLengthMin ? `(?<![\\w-])${escape(secret)}(?![\\w-])` : undefined
}

/** Every form of a secret as a text; none of one that is too short to be told from ordinary words. */
export function secretTexts(secret: string): string[] {
  if (secret.length < safeLengthMin) return []
  const forms = new Set<string>([encodeURIComponent(secret.toWellFormed())])
  for (const text of [secret, ...urlParts(secret)]) addForms(text, forms)
  return [...forms]
}

function addForms(text: string, forms: Set<string>): void {
  const bytes = Buffer.from(text, 'utf8')
  const json = JSON.stringify(text).slice(1, -1)
  forms.add(text).add(json).add(json.replaceAll('/', '\\/')).add(asciiJson(text))
  // A JSON text inside another one, as error reports have it.
  forms.add(JSON.stringify(json).slice(1, -1))
  forms.add(new URLSearchParams({ v: text }).toString().slice(2))
  forms.add(bytes.toString('hex')).add(bytes.toString('hex').toUpperCase())
  for (const core of base64Cores(bytes)) {
    forms.add(core).add(core.replaceAll('+', '-').replaceAll('/', '_'))
  }
}

/** Where the secret is a URL, such as a webhook's, its path alone is as secret. */
function urlParts(secret: string): string[] {
  const url = /^https?:/i.test(secret) ? URL.parse(secret) : null
  if (url === null) return []
  return [url.pathname + url.search, url.pathname, url.href].filter((part) => part.length > 8)
}

/** The characters of base64 that depend on the secret alone, for each of the three ways it can be aligned. */
function base64Cores(bytes: Buffer): string[] {
  const cores = [bytes.toString('base64'), bytes.toString('base64').replace(/=+$/, '')]
  for (const offset of [0, 1, 2]) {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes])
    const text = padded.toString('base64').replace(/=+$/, '')
    const head = Math.ceil((offset * 8) / 6)
    const tail = Math.floor((padded.length * 8) / 6)
    cores.push(text.slice(head, tail))
  }
  return cores.filter((core) => core.length >= base64CoreMin)
}

/** JSON with everything outside ASCII escaped, as several languages write it. */
function asciiJson(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The pattern of any mixture of plain and percent-encoded bytes, in either case. */
export function percentForm(secret: string): string {
  return [...Buffer.from(secret, 'utf8')].map(percentByte).join('')
}

// A private key has thousands of bytes, and one group inside the other for each of them is more than the compiler takes.
const cutGroupsMax = 64

/** The pattern of the beginning of a secret, and whether only its first bytes are in it. */
export interface CutForm {
  readonly source: string
  readonly isLong: boolean
}

/**
 * The beginning of such a mixture at the end of a text, from so many bytes on; nothing for a shorter secret. Of a long
 * one the first bytes are looked for, and the rest of the text goes with them.
 */
export function cutPercentForm(secret: string, bytesMin: number): CutForm | undefined {
  const bytes = [...Buffer.from(secret, 'utf8')].map(percentByte)
  if (secret.length < safeLengthMin || bytes.length <= bytesMin) return undefined
  const isLong = bytes.length - bytesMin - 1 > cutGroupsMax
  const rest = bytes
    .slice(bytesMin, isLong ? bytesMin + cutGroupsMax : -1)
    .reduceRight((tail, byte) => `(?:${byte}${tail})?`, isLong ? '[^]*' : '')
  const source = `${bytes.slice(0, bytesMin).join('')}${rest}(?:%(?:25?)?[0-9a-fA-F]?)?(?=…?$)`
  return { source, isLong }
}

function percentByte(byte: number): string {
  const hex = byte.toString(16).padStart(2, '0')
  const digits = hex.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)
  const plain = byte > 0x20 && byte < 0x7f ? `${escape(String.fromCharCode(byte))}|` : ''
  return `(?:${plain}%(?:25)?${digits})`
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
