import { ok, unknown, type Outcome, type Value } from '@revetl/sdk'
import { declaredOutcome, effectOf, readBody, refuseConnection, type Answered } from './answer.ts'
import { bodyVerdict } from './body-verdict.ts'
import { readLists } from './read-list.ts'
import { jsonOf, reasonIn } from './reason.ts'
import { refuseBatch } from './refuse-batch.ts'
import { valueAt } from './value-at.ts'

/**
 * What an answer says of each record of a batch.
 * @throws a `RevError` with its delivery class where the answer is about the batch or the connection as a whole.
 */
export function judgeBatch(answered: Answered): readonly Outcome[] {
  const { batch, operation, response } = answered
  const { answer } = operation
  const declared = answer.statuses[response.status]
  if (declared !== undefined) {
    const { message } = reasonIn(response, answer)
    return batch.changes.map((change) => declaredOutcome(change, declared, answered, message))
  }
  const isListed = answer.listed?.includes(response.status) ?? response.isOk
  return isListed ? judgeListed(answered) : judgeRefusal(answered)
}

/** The body is believed or not as a whole before any entry of it is. */
function judgeListed(answered: Answered): readonly Outcome[] {
  const { batch, operation, response } = answered
  const { answer } = operation
  const body = readBody(answered)
  if (body.problem !== undefined) return allUnknown(answered, body.problem)
  const verdict = bodyVerdict(body.value, answer)
  if (verdict === 'unclear') {
    return allUnknown(answered, 'The answer does not say whether it is a yes.')
  }
  if (verdict === 'no') {
    return refuseBatch(answered, { reason: reasonIn(response, answer), named: new Map() })
  }
  if (answer.results === undefined && answer.errors === undefined) {
    return judgeCount(answered, body.value)
  }
  if (!isObjectOrList(body.value)) return allUnknown(answered, 'The answer has nothing in it.')
  const verdicts = readLists(body.value, answer, batch, effectOf(answered))
  if (verdicts.problem !== undefined) return allUnknown(answered, verdicts.problem)
  return fillUnnamed(answered, verdicts.byId, body.value)
}

function judgeCount(answered: Answered, value: Value | undefined): readonly Outcome[] {
  const { changes } = answered.batch
  if (!isCountRight(answered, value, changes.length)) {
    return allUnknown(answered, 'The answer does not confirm every record of the batch.')
  }
  return changes.map((change) => ok(change, effectOf(answered)))
}

function fillUnnamed(
  answered: Answered,
  byId: ReadonlyMap<string, Outcome>,
  value: Value,
): readonly Outcome[] {
  const { batch, operation } = answered
  let refused = 0
  for (const { status } of byId.values()) if (status === 'rejected' || status === 'retry') refused++
  const expected = batch.changes.length - refused
  const isYes = operation.answer.unnamed === 'ok' && isCountRight(answered, value, expected)
  const message = 'The answer does not name the record.'
  return batch.changes.map(
    (change) =>
      byId.get(change.id) ??
      (isYes ? ok(change, effectOf(answered)) : unknown(change, { message })),
  )
}

/** Whether the number of accepted records fits, where the answer has one. */
function isCountRight(
  { operation: { answer } }: Answered,
  value: Value | undefined,
  count: number,
): boolean {
  return answer.accepted === undefined || valueAt(value, answer.accepted) === count
}

/** The batch was refused; where the API names records, those are at fault. */
function judgeRefusal(answered: Answered): readonly Outcome[] {
  const { batch, operation, response } = answered
  const { answer } = operation
  const reason = reasonIn(response, answer)
  refuseConnection(answered, reason)
  const value = jsonOf(response)
  const verdicts =
    isObjectOrList(value) && answer.errors !== undefined
      ? readLists(value, { ...answer, results: undefined }, batch, effectOf(answered))
      : undefined
  const named = verdicts?.problem === undefined ? verdicts?.byId : undefined
  return refuseBatch(answered, { reason, named: named ?? new Map() })
}

function allUnknown({ batch }: Answered, message: string): readonly Outcome[] {
  return batch.changes.map((change) => unknown(change, { code: 'REV_HTTP_BODY', message }))
}

function isObjectOrList(value: Value | undefined): value is Extract<Value, object> {
  return typeof value === 'object' && value !== null
}
