/** The same database as another user. */
export function asUser(url: string, user: string, password: string): string {
  const other = new URL(url)
  other.username = user
  other.password = password
  return other.href
}

/** The same database at a port where nobody answers. */
export function atNobody(url: string): string {
  const other = new URL(url)
  other.host = '127.0.0.1:1'
  return other.href
}
