import { RevError, type HttpRequest } from '@revetl/sdk'

// URL parsers drop tabs and line feeds in silence and read a backslash as a slash.
// oxlint-disable-next-line no-control-regex
const unsafeCharacter = /[\u0000-\u0020\u007f\\]/
// A mapped value of `..` would otherwise climb to another end point.
const dotSegment = /\/(?:\.|%2e){1,2}(?:[/?]|$)/i

/**
 * The URL of a request with its query.
 * @throws `REV_HTTP_REQUEST` for what could reach another place than the connector meant.
 */
export function requestUrl(request: HttpRequest): URL {
  const problem = urlProblem(request.url)
  if (problem !== undefined) throw invalidUrl(problem)
  // The error of the URL parser carries the whole URL, so it is not kept as a cause.
  const url = URL.parse(request.url)
  if (url === null) throw invalidUrl('it is not an absolute URL')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw invalidUrl(`the scheme ${url.protocol} is not http: or https:`)
  }
  if (url.username !== '' || url.password !== '') throw invalidUrl('it carries credentials')
  const query = encodeQuery(request.query)
  if (query !== '') url.search = url.search === '' ? query : `${url.search}&${query}`
  return url
}

function urlProblem(text: string): string | undefined {
  if (unsafeCharacter.test(text)) return 'it has a space, a backslash or a control character'
  if (dotSegment.test(text.split('?', 1)[0] ?? '')) return 'its path has a . or .. segment'
  if (text.includes('#')) return 'it has a fragment, which no server receives'
  return undefined
}

function encodeQuery(query: HttpRequest['query']): string {
  if (query === undefined) return ''
  const pairs: string[] = []
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw invalidUrl(`the query parameter ${JSON.stringify(name)} is not a finite number`)
    }
    pairs.push(`${encodeComponent(name)}=${encodeComponent(String(value))}`)
  }
  return pairs.join('&')
}

function encodeComponent(text: string): string {
  if (!text.isWellFormed()) throw invalidUrl('a query parameter is not well-formed Unicode')
  // `URL.search` would leave an apostrophe to the scheme's rules.
  return encodeURIComponent(text).replaceAll("'", '%27')
}

function invalidUrl(why: string): RevError {
  return new RevError(
    'REV_HTTP_REQUEST',
    `Failed to build a request: its URL is refused, ${why}.`,
    {
      hint: 'Encode mapped values with encodeURIComponent, or pass them in `query`.',
      delivery: 'not-sent',
    },
  )
}
