// Shorter ones would mask half of every text, and protect nothing.
const secretLengthMin = 4

/** The forms in which a secret may show up in a text: as it is, and escaped. */
export function secretVariants(secret: string): string[] {
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]
  return forms.filter((form) => form.length >= secretLengthMin)
}

/** The text with every secret replaced. */
export function maskSecrets(text: string, secrets: ReadonlySet<string>): string {
  // Longest first: a secret may be part of another one.
  return [...secrets]
    .sort((a, b) => b.length - a.length)
    .reduce((masked, secret) => masked.replaceAll(secret, '•••'), text)
}

/** A line of a project file without values that look like secrets, for when the known ones are not known yet. */
export function maskSourceLine(line: string): string {
  return line
    .replace(/(:\/\/[^\s:/@]*:)[^\s@]+(@)/g, '$1•••$2')
    .replace(
      /((?:password|passwd|secret|token|api_?key|access_?key|private_?key|credential)\w*["']?\s*:\s*)(?!\s*["']?\$\{)\S.*$/i,
      '$1•••',
    )
}
