import {
  errorMessage,
  isRevError,
  ok,
  rejected,
  retry,
  sendWithoutRefused,
  settleBulk,
  unknown,
} from '@revetl/sdk'
import type {
  Change,
  HttpResponse,
  Outcome,
  RunContext,
  ValueRecord,
  VendorReason,
} from '@revetl/sdk'
import { brazeReason, parseBody, placedError, readAnswer, trackAnswer } from './answers.ts'
import { track, type TrackArray } from './client.ts'
import type { Config } from './config.ts'

/** The values of a change, whichever type its object has. */
export const valuesOf = ({ fields }: Change): ValueRecord => fields as ValueRecord

/** An object of a request for each change; what Braze cannot take rejects its record alone. */
export function toObjects(
  changes: readonly Change[],
  toObject: (change: Change) => ValueRecord,
): { readonly objects: ReadonlyMap<string, ValueRecord>; readonly settled: readonly Outcome[] } {
  const objects = new Map<string, ValueRecord>()
  const settled: Outcome[] = []
  for (const change of changes) {
    try {
      objects.set(change.id, toObject(change))
    } catch (error) {
      const code = isRevError(error) ? error.code : 'REV_VALUE_INVALID'
      settled.push(rejected(change, { code, message: errorMessage(error) }))
    }
  }
  return { objects, settled }
}

/**
 * Sends one array of objects to `users/track`. A 201 names the objects that it left out and takes the others; a 400
 * takes none, and names objects too where it is about them.
 */
export async function trackObjects(
  array: TrackArray,
  changes: readonly Change[],
  toObject: (change: Change) => ValueRecord,
  ctx: RunContext<Config>,
): Promise<readonly Outcome[]> {
  const { objects, settled } = toObjects(changes, toObject)
  const good = changes.filter(({ id }) => objects.has(id))
  const { response, sent, refused } = await sendWithoutRefused(good, {
    send: (some) =>
      track(
        ctx,
        array,
        some.map(({ id }) => objects.get(id) ?? {}),
      ),
    refusedBy: (refusal) => refusedBy(array, refusal),
    explain: brazeReason,
  })
  const rejections = good.flatMap((change) => {
    const reason = refused.get(change.id)
    return reason === undefined ? [] : [rejected(change, reason)]
  })
  return [
    ...settled,
    ...rejections,
    ...(response === undefined ? [] : outcomesOf(array, sent, response)),
  ]
}

/** The outcome of each object of a request that was taken. @throws `REV_HTTP_BODY` for an answer that says nothing */
export function outcomesOf(
  array: TrackArray,
  sent: readonly Change[],
  response: HttpResponse,
): readonly Outcome[] {
  const answer = readAnswer(trackAnswer, response)
  const processed = answer[`${array}_processed`]
  const isSuccess = answer.message === 'success' || processed !== undefined
  // "queued": during maintenance, "we have received and queued the API call":
  // https://www.braze.com/docs/api/errors/#messaging-queued (read 2026-11-27)
  if (!isSuccess && answer.message !== 'queued') {
    const message = `Braze answered ${response.status} without a success.`
    return sent.map((change) => unknown(change, { message }))
  }
  const errors = answer.errors ?? []
  const reasons = reasonsByPlace(array, errors)
  const isPlaced = reasons !== undefined
  const verdicts = [...(reasons ?? [])].map(([at, reason]) => ({
    at,
    outcome: (change: Pick<Change, 'id'>) => rejected(change, reason),
  }))
  // How many objects were queued is told besides; without it, all that no error names.
  const count = isPlaced ? (processed ?? sent.length - verdicts.length) : 0
  return settleBulk(sent, { verdicts, accepted: { count, outcome: (one) => ok(one, 'accepted') } })
}

function refusedBy(array: TrackArray, response: HttpResponse): ReadonlyMap<number, VendorReason> {
  if (response.status !== 400) return new Map()
  return reasonsByPlace(array, parseBody(trackAnswer, response)?.errors ?? []) ?? new Map()
}

/** Reasons by the place of the object; `undefined` where one of the errors names no object of the array. */
function reasonsByPlace(
  array: TrackArray,
  errors: readonly unknown[],
): ReadonlyMap<number, VendorReason> | undefined {
  const reasons = new Map<number, VendorReason>()
  for (const error of errors) {
    const { data } = placedError.safeParse(error)
    if (data?.input_array !== array) return undefined
    const [, field] = /^'([^']+)'/.exec(data.type) ?? []
    const reason = { message: data.type, ...(field === undefined ? {} : { field }) }
    if (!reasons.has(data.index)) reasons.set(data.index, reason)
  }
  return reasons
}

/** Two changes of one user in a request have no order; the second one waits. */
export function withoutRepeats(
  changes: readonly Change[],
  keyFor: (change: Change) => string,
): { readonly sent: readonly Change[]; readonly settled: readonly Outcome[] } {
  const taken = new Set<string>()
  const settled: Outcome[] = []
  const sent = changes.filter((change) => {
    const key = keyFor(change)
    const isRepeat = key !== '' && taken.has(key)
    if (isRepeat)
      settled.push(retry(change, { message: 'Another record of the batch is the same.' }))
    taken.add(key)
    return !isRepeat
  })
  return { sent, settled }
}
