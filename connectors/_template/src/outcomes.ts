import { ok, rejected, statusError, unknown } from '@revetl/sdk'
import type { Change, Effect, HttpResponse, Outcome, Value } from '@revetl/sdk'

type Json = { readonly [name: string]: Value }

const toObject = (value: Value | undefined): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}

const toReason = (value: Value | undefined): string =>
  typeof value === 'string' ? value : 'Template CRM gives no reason.'

/**
 * The outcomes of a batch: the answer lists the people that were refused, with why, and counts the others.
 * @throws RevError where the answer is about the whole request
 */
export function outcomesOf(
  changes: readonly Change[],
  response: HttpResponse,
  effect: Effect,
): readonly Outcome[] {
  if (!response.isOk) throw statusError(response)
  const { accepted, errors } = toObject(response.json())
  const refusals = new Map(
    (Array.isArray(errors) ? (errors as readonly Value[]) : [])
      .map(toObject)
      .map((error) => [error['email'], error] as const),
  )
  const refused = changes.filter(({ fields }) => refusals.has(fields['email'] ?? null))
  // Success is only what the vendor has said: every change is either counted or named, or nothing is known.
  const isComplete =
    refused.length === refusals.size && accepted === changes.length - refused.length
  return changes.map((change) => {
    const refusal = refusals.get(change.fields['email'] ?? null)
    if (refusal) return rejected(change, { message: toReason(refusal['reason']), field: 'email' })
    return isComplete ? ok(change, effect) : unknown(change)
  })
}
