import {
  isRevError,
  ok,
  rejected,
  retry,
  skipped,
  statusError,
  unknown,
  type Batch,
  type Change,
  type Effect,
  type HttpResponse,
  type OperationName,
  type Outcome,
  type Value,
} from '@revetl/sdk'
import type { AnswerConfig, meanings } from '../config/answer.ts'
import type { OperationConfig } from '../config/operation.ts'
import type { Reason } from './reason.ts'

/** A request that was answered. */
export interface Answered {
  readonly batch: Batch
  readonly operation: OperationConfig
  readonly response: HttpResponse
}

const effects: { readonly [Name in OperationName]?: Effect } = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  add: 'added',
  remove: 'removed',
}

/** What a yes means. */
export function effectOf({ batch, operation, response }: Answered): Effect {
  if (operation.answer.effect !== undefined) return operation.answer.effect
  return response.status === 202 ? 'accepted' : (effects[batch.operation] ?? 'written')
}

/** The outcome of a record for which the configuration declares what the status means. */
export function declaredOutcome(
  change: Change,
  meaning: (typeof meanings)[number],
  answered: Answered,
  message: string,
): Outcome {
  switch (meaning) {
    case 'ok':
      return ok(change, effectOf(answered))
    case 'rejected':
      return rejected(change, { message })
    case 'retry':
      return retry(change, { message, scope: 'batch' })
    case 'unknown':
      return unknown(change, { message })
    case 'exists':
    case 'no-match':
    case 'unchanged':
      return skipped(change, meaning)
  }
}

/** The outcome of a record to which the API said no. */
export function refusedOutcome(change: Change, { isTransient, ...why }: Reason): Outcome {
  return isTransient ? retry(change, { message: why.message }) : rejected(change, why)
}

/** The body of an answer: absent where it is no JSON and need not be. */
export type Body =
  | { readonly value: Value | undefined; readonly problem?: undefined }
  | { readonly problem: string }

/** Reads a body, as JSON where the configuration looks into it. A page in HTML is nobody's yes. */
export function readBody({ response, operation }: Answered): Body {
  try {
    const text = response.text().trim()
    if (needsJson(operation.answer) || /[/+]json\b/i.test(response.headers['content-type'] ?? '')) {
      if (text === '' && !needsJson(operation.answer)) return { value: undefined }
      return { value: response.json() }
    }
    if (text.startsWith('<')) return { problem: 'The answer is a page and not from an API.' }
    return { value: undefined }
  } catch (error) {
    if (!isRevError(error) || error.code !== 'REV_HTTP_BODY') throw error
    return { problem: error.message }
  }
}

function needsJson(answer: AnswerConfig): boolean {
  const { success, failure, results, errors, accepted, remoteId } = answer
  const parts = [success, failure, results, errors, accepted, remoteId]
  return parts.some((part) => part !== undefined)
}

const connectionStatuses = [403, 404, 405, 410]

/**
 * Refuses a status that lies in the connection and not in the records.
 * @throws `REV_AUTH_SCOPE` or `REV_CONFIG_INVALID`
 */
export function refuseConnection({ response }: Answered, reason: Reason): void {
  if (connectionStatuses.includes(response.status)) {
    throw statusError(response, { explain: () => reason })
  }
}
