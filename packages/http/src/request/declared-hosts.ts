import { RevError } from '@revetl/sdk'

/** A host pattern: a name or address, `*.` before it for any subdomain, and a port or none. */
interface HostPattern {
  readonly name: string
  readonly isWildcard: boolean
  readonly port: string | undefined
}

const hostAndPort = /^(\*\.)?(\[[0-9a-f:.]+\]|[^[\]:/?#@\s]+)(?::(\d{1,5}))?$/i

/**
 * A test for whether a URL's host is one of the given patterns.
 * @throws `REV_CONFIG_INVALID` for what is not a host pattern.
 */
export function hostMatcher(patterns: readonly string[]): (url: URL) => boolean {
  const parsed = patterns.map(parsePattern)
  return (url) => {
    const port = url.port || (url.protocol === 'https:' ? '443' : '80')
    return parsed.some(
      (pattern) =>
        (pattern.port === undefined || pattern.port === port) && isName(pattern, url.hostname),
    )
  }
}

function isName(pattern: HostPattern, hostname: string): boolean {
  return pattern.isWildcard
    ? hostname.endsWith(`.${pattern.name}`) && hostname.length > pattern.name.length + 1
    : hostname === pattern.name
}

function parsePattern(text: string): HostPattern {
  const match = hostAndPort.exec(text)
  // The same canonical form that the host of a request gets: lower case, punycode, one way to write an address.
  const url = match?.[2] === undefined ? null : URL.parse(`http://${match[2]}/`)
  if (!match || url === null) {
    throw new RevError(
      'REV_CONFIG_INVALID',
      `Failed to read the allowed hosts: ${JSON.stringify(text)} is not a host name, an address or *.name, with or without :port.`,
    )
  }
  return { name: url.hostname, isWildcard: match[1] !== undefined, port: match[3] }
}
