import { ok, prepareChanges, rejected, sendWithoutRefused, settleBulk, unknown } from '@revetl/sdk'
import type {
  Change,
  HttpResponse,
  Outcome,
  PrepareSteps,
  RunContext,
  ValueRecord,
  VendorReason,
} from '@revetl/sdk'
import { brazeReason, parseBody, placedError, readAnswer, trackAnswer } from './answers.ts'
import { track, type TrackArray } from './client.ts'
import type { Config } from './config.ts'

/** The values of a change, whichever type its object has. */
export const valuesOf = ({ fields }: Change): ValueRecord => fields as ValueRecord

/**
 * Sends one array of objects to `users/track`. A 201 names the objects that it left out and takes the others; a 400
 * takes none, and names objects too where it is about them.
 */
export async function trackObjects(
  array: TrackArray,
  changes: readonly Change[],
  steps: PrepareSteps<Change, ValueRecord>,
  ctx: RunContext<Config>,
): Promise<readonly Outcome[]> {
  const { ready, settled } = prepareChanges(changes, steps)
  const { response, sent, refused } = await sendWithoutRefused(ready, {
    send: (some) =>
      track(
        ctx,
        array,
        some.map(({ input }) => input),
      ),
    refusedBy: (refusal) => refusedBy(array, refusal),
    explain: brazeReason,
  })
  const rejections = [...refused].map(([id, reason]) => rejected({ id }, reason))
  const taken = response === undefined ? [] : outcomesOf(array, sent, response)
  return [...settled, ...rejections, ...taken]
}

/** The outcome of each object of a request that was taken. @throws `REV_HTTP_BODY` for an answer that says nothing */
export function outcomesOf(
  array: TrackArray,
  sent: readonly Pick<Change, 'id'>[],
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
