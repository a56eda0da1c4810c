import type { Change, HttpResponse, VendorReason } from '@revetl/sdk'
import { fieldOf, refusalsOf, refusedRequest } from './refusals.ts'

/** What became of a request whose bad records were left out. */
export interface UnrefusedSend<ChangeType> {
  /** The answer to the rest; absent where nothing was left. */
  readonly response: HttpResponse | undefined
  /** The changes that the answer is about. */
  readonly sent: readonly ChangeType[]
  /** Why the others were refused, by change id. */
  readonly refused: ReadonlyMap<string, VendorReason>
}

// Each round leaves out every record that Klaviyo names; after so many the host's halves are quicker.
const roundsMax = 5

/**
 * Sends records, and again without those that a 400 points at: Klaviyo then takes none of them. It points at records
 * by their place, `/data/attributes/profiles/data/3/attributes/email`, seen in the field:
 * https://github.com/rudderlabs/rudder-server (read 2026-11-27)
 * @throws RevError for a refusal that points at no record
 */
export async function sendUnrefused<ChangeType extends Pick<Change, 'id'>>(
  changes: readonly ChangeType[],
  send: (changes: readonly ChangeType[]) => Promise<HttpResponse>,
): Promise<UnrefusedSend<ChangeType>> {
  const refused = new Map<string, VendorReason>()
  let sent = changes
  for (let round = 1; sent.length > 0; round += 1) {
    const response = await send(sent)
    if (response.isOk) return { response, sent, refused }
    const reasons = reasonsByPlace(response)
    if (reasons.size === 0 || round === roundsMax) throw refusedRequest(response)
    for (const [place, reason] of reasons) {
      const change = sent[place]
      if (change === undefined) throw refusedRequest(response)
      refused.set(change.id, reason)
    }
    sent = sent.filter(({ id }) => !refused.has(id))
  }
  return { response: undefined, sent, refused }
}

/** Reasons by the place of the record; none where one of them points elsewhere, at the list or the job. */
function reasonsByPlace(response: HttpResponse): ReadonlyMap<number, VendorReason> {
  const reasons = new Map<number, VendorReason>()
  if (response.status !== 400) return reasons
  for (const { detail, title, code, source } of refusalsOf(response)) {
    const [, place] =
      /^\/data\/attributes\/[^/]+\/data\/(\d+)(?:\/|$)/.exec(source?.pointer ?? '') ?? []
    if (place === undefined) return new Map()
    const field = fieldOf(source?.pointer)
    const reason = { message: detail || title, vendorCode: code, ...(field ? { field } : {}) }
    if (!reasons.has(Number(place))) reasons.set(Number(place), reason)
  }
  return reasons
}
