const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// CR and LF would start another header; anything above Latin-1 has no meaning on the wire.
// oxlint-disable-next-line no-control-regex
const unsafeValue = /[^\t\u0020-\u007e\u0080-\u00ff]/

// These belong to the connection, not to the request.
const ownedByTheGateway = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * Checks the headers of a request.
 * @returns them with names in lower case.
 * @throws TypeError for a name or value that could change the request.
 */
export function checkHeaders(
  headers: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  const checked: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value === undefined) continue
    checkHeader(name, value)
    checked[name.toLowerCase()] = value
  }
  return checked
}

function checkHeader(name: string, value: string): void {
  if (!headerName.test(name)) throw new TypeError(`${JSON.stringify(name)} is not a header name.`)
  if (ownedByTheGateway.has(name.toLowerCase())) {
    throw new TypeError(`the header ${name} is set by the gateway alone.`)
  }
  if (typeof value !== 'string' || unsafeValue.test(value)) {
    throw new TypeError(
      `the header ${name} has a line break, a control character or a character above U+00FF.`,
    )
  }
}
