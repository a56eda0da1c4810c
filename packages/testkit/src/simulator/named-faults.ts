import type { Fault } from './fault.ts'

/** A fault by its name, and what it stands for. */
export interface NamedFault {
  readonly fault: Fault
  /** What happens, in words. */
  readonly what: string
}

const html = '<html><body>Please sign in</body></html>'
const body = (text: string | Uint8Array, contentType = 'application/json'): Fault => ({
  kind: 'body',
  text,
  contentType,
})
const status = (code: number, when: 'before' | 'after'): Fault => ({
  kind: 'status',
  status: code,
  when,
})

/** The faults of networks and vendors that a simulator can be given by name. */
export const namedFaults = {
  'reset-at-headers': {
    fault: { kind: 'reset', when: 'headers' },
    what: 'the connection is reset before the body is read',
  },
  'reset-before': {
    fault: { kind: 'reset', when: 'before' },
    what: 'the connection is reset, nothing was applied',
  },
  'reset-after': {
    fault: { kind: 'reset', when: 'after' },
    what: 'the connection is reset after the write was applied',
  },
  'hang-before': {
    fault: { kind: 'hang', when: 'before' },
    what: 'no answer ever comes, nothing was applied',
  },
  'hang-after': {
    fault: { kind: 'hang', when: 'after' },
    what: 'no answer ever comes after the write was applied',
  },
  'late-answer': { fault: { kind: 'delay', ms: 5000 }, what: 'the answer takes five seconds' },
  'slow-body': {
    fault: { kind: 'slow', bytesPerSecond: 20 },
    what: 'the body trickles byte by byte',
  },
  'cut-body': { fault: { kind: 'cut' }, what: 'the connection ends in the middle of the body' },
  'truncated-json': {
    fault: { kind: 'truncate' },
    what: 'half of the JSON in a well-formed answer',
  },
  'html-page': { fault: body(html, 'text/html'), what: 'a page in HTML with status 200' },
  'empty-body': { fault: body(''), what: 'an empty body with status 200' },
  'null-body': { fault: body('null'), what: '`null` with status 200' },
  'empty-list': { fault: body('[]'), what: '`[]` with status 200' },
  'wrong-json': { fault: body('"ok"'), what: 'JSON of another type' },
  'invalid-utf8': {
    fault: body(new Uint8Array([0xff, 0xfe, 0x7b])),
    what: 'bytes that are no UTF-8',
  },
  'byte-order-mark': { fault: body('\u{feff}{}'), what: 'a byte order mark before the JSON' },
  'throttle-seconds': {
    fault: { kind: 'throttle', retryAfter: '7' },
    what: '429 with Retry-After in seconds',
  },
  'throttle-bare': { fault: { kind: 'throttle' }, what: '429 without Retry-After' },
  'throttle-malformed': {
    fault: { kind: 'throttle', retryAfter: '-3' },
    what: '429 with a Retry-After that is none',
  },
  'throttle-far': {
    fault: { kind: 'throttle', retryAfter: '999999999999' },
    what: '429 with a Retry-After beyond all patience',
  },
  'throttled-200': {
    fault: { kind: 'body', text: '{"errors":[{"message":"Throttled"}]}', when: 'before' },
    what: 'a throttle inside an answer 200',
  },
  'secondary-limit': {
    fault: {
      kind: 'status',
      status: 403,
      when: 'before',
      body: '{"message":"You have exceeded a secondary rate limit."}',
      contentType: 'application/json',
    },
    what: 'a rate limit that answers 403',
  },
  'limit-headers': {
    fault: {
      kind: 'headers',
      headers: { ratelimit: '"default";r=0;t=30', 'ratelimit-policy': '"default";q=100;w=60' },
    },
    what: 'RateLimit headers that leave nothing',
  },
  'limit-headers-malformed': {
    fault: {
      kind: 'headers',
      headers: { ratelimit: '"default";r=-1;t=', 'ratelimit-policy': ';;' },
    },
    what: 'RateLimit headers that cannot be read',
  },
  'server-error-before': { fault: status(500, 'before'), what: '500, nothing was applied' },
  'bad-gateway-after': { fault: status(502, 'after'), what: '502 after the write was applied' },
  unavailable: { fault: status(503, 'before'), what: '503, nothing was applied' },
  'gateway-timeout-after': { fault: status(504, 'after'), what: '504 after the write was applied' },
  'token-expired': { fault: { kind: 'unauthorized' }, what: 'the token is no longer good' },
  'permission-missing': { fault: { kind: 'forbidden' }, what: 'the token lacks a permission' },
  'too-large': { fault: { kind: 'too-large', bytesMax: 65_536 }, what: '413 beyond 64 kB' },
  'uri-too-long': { fault: { kind: 'too-large', bytesMax: 0, status: 414 }, what: '414' },
  'headers-too-large': { fault: { kind: 'too-large', bytesMax: 0, status: 431 }, what: '431' },
  'redirect-303': {
    fault: { kind: 'redirect', location: 'http://elsewhere.invalid/', status: 303 },
    what: 'a redirect that turns a POST into a GET',
  },
  'redirect-307': {
    fault: { kind: 'redirect', location: 'http://elsewhere.invalid/', status: 307 },
    what: 'a redirect that repeats the body elsewhere',
  },
  'gzip-bomb': { fault: { kind: 'bomb', bytes: 64 << 20 }, what: '64 kB that inflate to 64 MB' },
  'stacked-encodings': { fault: { kind: 'encodings', count: 6 }, what: 'six content encodings' },
  'idle-close': {
    fault: { kind: 'close-idle' },
    what: 'the idle connection is closed as the next request leaves',
  },
  'large-header': {
    fault: { kind: 'headers', headers: { 'x-large': 'x'.repeat(65_536) } },
    what: 'a header of 64 kB',
  },
  'status-204': { fault: { kind: 'relabel', status: 204 }, what: '204 where a body was to come' },
  'status-207': { fault: { kind: 'relabel', status: 207 }, what: '207 with the usual body' },
  'status-299': { fault: { kind: 'relabel', status: 299 }, what: 'a status that nobody knows' },
  'results-none': { fault: { kind: 'results', how: 'none' }, what: '2xx with no result' },
  'results-missing': { fault: { kind: 'results', how: 'missing' }, what: 'a result is missing' },
  'results-extra': {
    fault: { kind: 'results', how: 'extra' },
    what: 'a result is about a record that was not sent',
  },
  'results-repeated': {
    fault: { kind: 'results', how: 'repeated' },
    what: 'a result stands twice in the place of another',
  },
  'results-shuffled': {
    fault: { kind: 'results', how: 'shuffled' },
    what: 'the results come in another order',
  },
  'results-contradicted': {
    fault: { kind: 'results', how: 'contradicted' },
    what: 'one record has a yes and a no',
  },
  'results-miscounted': {
    fault: { kind: 'results', how: 'miscounted' },
    what: 'the number of accepted records is wrong',
  },
  'delivered-twice': {
    fault: { kind: 'duplicate' },
    what: 'the network delivers the request twice',
  },
} as const satisfies Readonly<Record<string, NamedFault>>

/** The name of a fault. */
export type FaultName = keyof typeof namedFaults

/** Values of Retry-After, and the milliseconds that they ask for; nothing for a value that is none. */
export const retryAfterValues: readonly (readonly [value: string, askedMs: number | undefined])[] =
  [
    ['120', 120_000],
    ['0', 0],
    ['-3', undefined],
    ['+3', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['', undefined],
    ['abc', undefined],
  ]
