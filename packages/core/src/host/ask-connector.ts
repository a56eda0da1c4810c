import { RevError, type CheckResult, type Clock } from '@revetl/sdk'
import { untilAborted } from '../until-aborted.ts'

// Longer than the gateway gives any single request, and than anybody looks at a check that does not end.
const questionMaxMs = 300_000

interface Question {
  readonly clock: Clock
  /** Of whoever asks. */
  readonly signal: AbortSignal
  /** What is asked, for the message. */
  readonly what: string
}

/** Asks a connector something that must end: with its answer, with the asker's signal, or when its time is over. */
export async function askConnector<Result>(
  { clock, signal, what }: Question,
  ask: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const late = new AbortController()
  const done = new AbortController()
  const limit = AbortSignal.any([signal, late.signal])
  const overdue = clock.sleep(questionMaxMs, done.signal).then(
    () => late.abort(),
    () => 'it was answered in time',
  )
  try {
    return await untilAborted(ask(limit), limit, () =>
      signal.aborted ? stopped(what) : tooLate(what),
    )
  } finally {
    done.abort()
    await overdue
  }
}

/** Takes the answer to a check only where it names an account. @throws `REV_CONNECTOR_CONTRACT` */
export function takeCheckResult(result: CheckResult): CheckResult {
  const id: unknown = (result as CheckResult | undefined)?.account?.id
  if (typeof id === 'string' && id !== '') return result
  throw new RevError(
    'REV_CONNECTOR_CONTRACT',
    'Failed to check the connection: the connector named no account. Expected account.id.',
  )
}

function stopped(what: string): RevError {
  return new RevError('REV_RUN_CANCELLED', `The ${what} was stopped before its end.`)
}

function tooLate(what: string): RevError {
  return new RevError(
    'REV_HTTP_TIMEOUT',
    `Failed to end the ${what}: the connector did not answer within ${questionMaxMs / 1000} seconds.`,
    { hint: 'Try again; if it happens again, the connector is at fault.' },
  )
}
