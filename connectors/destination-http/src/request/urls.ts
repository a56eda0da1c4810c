/** The absolute URL of a path below the base, or of a URL that is absolute already. */
export function resolveUrl(baseUrl: string | undefined, url: string): string {
  if (/^https?:\/\//i.test(url)) return url
  return `${(baseUrl ?? '').replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}`
}

/**
 * A value as a segment of a path.
 * @returns undefined for what cannot be one: nothing, a dot that would climb to another place, half a character.
 */
export function encodeSegment(text: string): string | undefined {
  if (text === '' || text === '.' || text === '..' || !text.isWellFormed()) return undefined
  return encodeURIComponent(text)
}
