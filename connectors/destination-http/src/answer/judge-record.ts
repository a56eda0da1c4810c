import { ok, rejected, retry, skipped, unknown, type Change, type Outcome } from '@revetl/sdk'
import {
  declaredOutcome,
  effectOf,
  readBody,
  refuseConnection,
  refusedOutcome,
  type Answered,
} from './answer.ts'
import { bodyVerdict } from './body-verdict.ts'
import { reasonIn, type Reason } from './reason.ts'
import { textAt } from './value-at.ts'

/**
 * What an answer says of the one record that was sent.
 * @throws `REV_AUTH_SCOPE` or `REV_CONFIG_INVALID` where the fault lies in the connection.
 */
export function judgeRecord(change: Change, answered: Answered, isAddressed: boolean): Outcome {
  const { response, operation } = answered
  const declared = operation.answer.statuses[response.status]
  if (declared !== undefined) {
    return declaredOutcome(change, declared, answered, reasonIn(response, operation.answer).message)
  }
  return response.isOk ? judgeYes(change, answered) : judgeNo(change, answered, isAddressed)
}

function judgeYes(change: Change, answered: Answered): Outcome {
  const { answer } = answered.operation
  const body = readBody(answered)
  if (body.problem !== undefined)
    return unknown(change, { code: 'REV_HTTP_BODY', message: body.problem })
  const verdict = bodyVerdict(body.value, answer)
  if (verdict === 'no') return refusedOutcome(change, reasonIn(answered.response, answer))
  if (verdict === 'unclear') {
    return unknown(change, { message: 'The answer does not say whether it is a yes.' })
  }
  return ok(change, effectOf(answered), textAt(body.value, answer.remoteId))
}

function judgeNo(change: Change, answered: Answered, isAddressed: boolean): Outcome {
  const { batch, operation, response } = answered
  const reason = reasonIn(response, operation.answer)
  if (reason.isTransient) return retry(change, { message: reason.message })
  if (isAddressed && (response.status === 404 || response.status === 410)) {
    return judgeMissing(change, batch.operation, reason)
  }
  refuseConnection(answered, reason)
  if (response.status !== 409) return refusedOutcome(change, reason)
  if (batch.operation === 'create') return skipped(change, 'exists')
  const { isTransient: _, ...why } = reason
  return rejected(change, { ...why, code: 'REV_RECORD_CONFLICT' })
}

/** The URL names the record, so 404 speaks of that and not of the end point. */
function judgeMissing(change: Change, operation: string, reason: Reason): Outcome {
  if (operation === 'delete' || operation === 'remove') return ok(change, 'unchanged')
  return operation === 'update' ? skipped(change, 'no-match') : refusedOutcome(change, reason)
}
