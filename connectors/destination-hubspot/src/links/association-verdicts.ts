import {
  jsonList,
  jsonObject,
  jsonText,
  ok,
  rejected,
  type BulkVerdict,
  type Change,
  type HttpResponse,
  type Value,
} from '@revetl/sdk'
import { refusedRequest } from '../answers/refused-request.ts'
import { readVendorError } from '../answers/vendor-error.ts'
import type { AssociationRequest } from './link-client.ts'

/** A change and the ids of its two records. */
export interface Linked {
  readonly change: Change
  readonly from: string
  readonly to: string
}

/** A pair of records, in this direction. */
export const pairName = ({ from, to }: Pick<Linked, 'from' | 'to'>): string => `${from} ${to}`

/** What HubSpot says of each pair; nothing for one that its answer leaves out. */
export function associationVerdicts(
  does: AssociationRequest['does'],
  linked: readonly Linked[],
  response: HttpResponse,
): readonly BulkVerdict[] {
  if (!response.isOk) throw refusedRequest(response, `${does} associations`)
  const { results, errors, status } =
    response.status === 204 ? allDone : jsonObject(response.json())
  const named = new Set(jsonList(results).map(jsonObject).map(pairOf))
  const failures = jsonList(errors).map(readVendorError)
  // An archive names no pair that it has removed; it is complete or it is not.
  const isDone = (one: Linked) =>
    does === 'create' ? named.has(pairName(one)) : status === 'COMPLETE'
  return linked.flatMap((one): BulkVerdict[] => {
    const { change } = one
    const failure = failures.find(({ ids }) => ids.includes(one.from) && ids.includes(one.to))
    if (failure) {
      const { message, code } = failure
      return [{ at: change.id, outcome: () => rejected(change, { message, vendorCode: code }) }]
    }
    const effect = does === 'create' ? 'written' : 'deleted'
    return isDone(one) ? [{ at: change.id, outcome: () => ok(change, effect) }] : []
  })
}

const allDone: { readonly [name: string]: Value } = { status: 'COMPLETE' }

/** Plain associations are answered as `from` and `to`, labelled ones as ids; the way back is answered too. */
function pairOf(result: ReturnType<typeof jsonObject>): string {
  const from = jsonText(jsonObject(result['from'])['id']) ?? jsonText(result['fromObjectId'])
  const to = jsonText(jsonObject(result['to'])['id']) ?? jsonText(result['toObjectId'])
  return pairName({ from: from ?? '', to: to ?? '' })
}
