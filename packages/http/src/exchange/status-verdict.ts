/** What a status says about the request. */
export type StatusVerdict =
  /** The connector reads the answer itself. */
  | 'answer'
  | 'throttled'
  | 'auth'
  | 'too-large'
  | 'redirect'
  /** Certainly not applied; another try may succeed. */
  | 'not-applied'
  /** May have been applied; another try may succeed. */
  | 'failed'
  /** May have been applied; another try would fail the same way. */
  | 'unsupported'

/** The statuses that do not follow from their class alone. */
const verdicts: Readonly<Record<number, StatusVerdict>> = {
  304: 'answer',
  401: 'auth',
  // A proxy between us and the vendor gave up waiting: as unsure as a 504.
  408: 'failed',
  413: 'too-large',
  414: 'too-large',
  423: 'not-applied',
  425: 'not-applied',
  429: 'throttled',
  431: 'too-large',
  501: 'unsupported',
  505: 'unsupported',
}

/**
 * Classifies a status. 503 is a throttle only where the vendor says when to come back; so is 403, which some vendors
 * send instead of 429, or where the headers of a quota say that nothing is left.
 */
export function statusVerdict(
  status: number,
  hasRetryAfter: boolean,
  isQuotaEmpty: boolean,
): StatusVerdict {
  if (hasRetryAfter && (status === 503 || status === 403)) return 'throttled'
  if (isQuotaEmpty && status === 403) return 'throttled'
  const special = verdicts[status]
  if (special !== undefined) return special
  if (status >= 200 && status <= 299) return 'answer'
  if (status >= 300 && status <= 399) return 'redirect'
  if (status >= 400 && status <= 499) return 'answer'
  if (status >= 500 && status <= 599) return 'failed'
  return 'unsupported'
}
