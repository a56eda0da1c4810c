import { errorCodes, errorMessage, isRevError, RevError, type Outcome } from '@revetl/sdk'

/** Why an outcome that is not final left its record behind. */
export function leftError(outcome: Outcome | undefined): RevError {
  const [code, message] = codeAndMessage(outcome)
  return new RevError(code, message, { hint: 'What is pending is sent by the next run.' })
}

/** The destination asks to wait longer than the run may. */
export function parkedError(waitMs: number): RevError {
  return new RevError(
    'REV_HTTP_THROTTLED',
    `The destination asks to wait ${Math.ceil(waitMs / 1000)} seconds.`,
    { hint: 'The rest stays pending; run again after that time.' },
  )
}

/** So many attempts came to nothing that the destination must be down. */
export function fruitlessError(attempts: number, outcome: Outcome | undefined): RevError {
  const [code, message] = codeAndMessage(outcome)
  return new RevError(code, `${attempts} attempts in a row came to nothing: ${message}`, {
    hint: 'The rest stays pending and is sent by the next run.',
  })
}

/** Too large a share was rejected. */
export function rejectsError(rejected: number, answers: number, percentMax: number): RevError {
  return new RevError(
    'REV_GUARD_REJECTS',
    `The destination rejected ${rejected} of ${answers} records, more than the ${percentMax} % that the guard allows.`,
    { hint: 'Look at `rev rejects list`; the rest was not sent and stays pending.' },
  )
}

/** Somebody stopped the run. */
export function cancelledError(): RevError {
  return new RevError('REV_RUN_CANCELLED', 'The run was stopped before its end.', {
    hint: 'What was delivered is remembered; the next run sends the rest.',
  })
}

/** What an attempt could not be remembered for. */
export function journalError(error: unknown): RevError {
  if (isRevError(error)) return error
  return new RevError('REV_INTERNAL', `Failed to settle a batch: ${errorMessage(error)}`, {
    cause: error,
  })
}

function codeAndMessage(outcome: Outcome | undefined) {
  const code = outcome && 'code' in outcome ? outcome.code : 'REV_OUTCOME_UNKNOWN'
  const message = outcome && 'message' in outcome ? outcome.message : undefined
  return [code, message ?? errorCodes[code].what] as const
}
