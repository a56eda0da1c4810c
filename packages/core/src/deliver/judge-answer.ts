import {
  errorMessage,
  isRevError,
  type Batch,
  type ErrorCode,
  type Outcome,
  type RevError,
} from '@revetl/sdk'
import { checkOutcomes } from '@revetl/sdk/host'
import type { WriteAnswer } from '../open-connections.ts'

/** What an attempt came to. */
export interface Judgement {
  /** One outcome for every change of the batch. */
  readonly outcomes: ReadonlyMap<string, Outcome>
  /** Why no further request may be made; undefined to go on. */
  readonly stop: RevError | undefined
  /** The batch was refused as a whole and wrote nothing: halves of it can tell where the fault lies. */
  readonly split: 'refused' | 'too-large' | undefined
  /** Breaches of the contract, for the log. */
  readonly problems: readonly string[]
}

/** Judges what a connector returned or threw. Success is only what it says of a record, once and by its id. */
export function judgeAnswer(batch: Batch, answer: WriteAnswer): Judgement {
  if (answer.error !== undefined) return judgeError(batch, answer)
  const checked = checkOutcomes(batch, answer.outcomes)
  const isUnsent = answer.hasSent === false && [...checked.byId.values()].some(claimsWrite)
  const problems = isUnsent ? [unsentProblem, ...checked.problems] : checked.problems
  // An answer about records that were not asked for cannot be trusted about the others.
  const isTrusted = checked.foreignIds.length === 0 && !isUnsent
  return {
    outcomes: fillUnknown(
      batch,
      isTrusted ? checked.byId : new Map(),
      'REV_CONNECTOR_CONTRACT',
      String(problems[0]),
    ),
    stop: undefined,
    split: undefined,
    problems,
  }
}

const unsentProblem = 'it claims that records were written, without a request to the destination'

function claimsWrite(outcome: Outcome): boolean {
  return outcome.status === 'ok' && outcome.effect !== 'unchanged'
}

function judgeError(batch: Batch, { error, hasSent }: WriteAnswer): Judgement {
  const message = errorMessage(error)
  const judged = (outcome: (id: string) => Outcome, more: Partial<Judgement> = {}): Judgement => ({
    outcomes: new Map(batch.changes.map(({ id }) => [id, outcome(id)])),
    stop: undefined,
    split: undefined,
    problems: [],
    ...more,
  })
  const again =
    (code: ErrorCode, scope: 'batch' | 'quota', afterMs?: number) =>
    (id: string): Outcome => ({
      id,
      status: 'retry',
      code,
      message,
      scope,
      ...(afterMs === undefined ? {} : { afterMs }),
    })
  const unknown =
    (code: ErrorCode) =>
    (id: string): Outcome => ({ id, status: 'unknown', code, message })
  if (!isRevError(error)) {
    return judged(
      hasSent === false
        ? again('REV_CONNECTOR_CRASHED', 'batch')
        : unknown('REV_CONNECTOR_CRASHED'),
      { problems: [`the connector threw: ${message}`] },
    )
  }
  switch (error.delivery) {
    case 'auth':
      return judged(again(error.code, 'batch'), { stop: error })
    case 'throttled':
      return judged(again(error.code, 'quota', error.afterMs))
    case 'not-sent':
    case 'not-applied':
      return judged(again(error.code, 'batch', error.afterMs), {
        // A connector that is not started again answers nothing more.
        stop: error.kind === 'config' || error.code === 'REV_CONNECTOR_STOPPED' ? error : undefined,
      })
    case 'rejected':
      return refused(batch, judged, error, 'refused')
    case 'too-large':
      return refused(batch, judged, error, 'too-large')
    case 'unknown':
      return judged(unknown(error.code))
    case undefined:
      return judged(hasSent === false ? again(error.code, 'batch') : unknown(error.code), {
        stop: error.kind === 'config' ? error : undefined,
      })
  }
}

function refused(
  batch: Batch,
  judged: (outcome: (id: string) => Outcome, more: Partial<Judgement>) => Judgement,
  error: RevError,
  split: 'refused' | 'too-large',
): Judgement {
  if (batch.changes.length > 1) {
    return judged((id) => ({ id, status: 'retry', code: error.code, scope: 'batch' }), { split })
  }
  const code = split === 'too-large' ? 'REV_RECORD_TOO_LARGE' : 'REV_RECORD_REJECTED'
  return judged((id) => ({ id, status: 'rejected', code, message: error.message }), {})
}

function fillUnknown(
  batch: Batch,
  known: ReadonlyMap<string, Outcome>,
  code: ErrorCode,
  message: string,
): ReadonlyMap<string, Outcome> {
  if (known.size === batch.changes.length) return known
  return new Map(
    batch.changes.map(({ id }) => [id, known.get(id) ?? { id, status: 'unknown', code, message }]),
  )
}
