import type { Change } from '../batch.ts'
import type { HttpResponse } from '../http-client.ts'
import { statusError, type StatusRules } from './by-status.ts'
import type { VendorReason } from './vendor-reason.ts'

/** How records are sent to a vendor that refuses a request whole and names the ones at fault. */
export interface RefusalSteps<ChangeType extends Pick<Change, 'id'>> extends Pick<
  StatusRules,
  'explain'
> {
  readonly send: (changes: readonly ChangeType[]) => Promise<HttpResponse>
  /**
   * The records that a refusal names, each with why: by the id of the change, or by its position in that request, from
   * 0. Empty where it speaks of anything else as well, such as the list or the credentials.
   */
  readonly refusedBy: (
    response: HttpResponse,
    changes: readonly ChangeType[],
  ) => ReadonlyMap<string | number, VendorReason>
  /** How often it is sent at most; default 5. */
  readonly roundsMax?: number
}

/** What was sent in the end. */
export interface UnrefusedSend<ChangeType extends Pick<Change, 'id'>> {
  /** The good answer; absent where no record was left. */
  readonly response: HttpResponse | undefined
  /** The changes that the answer is about. */
  readonly sent: readonly ChangeType[]
  /** Why the others were refused, by change id. */
  readonly refused: ReadonlyMap<string, VendorReason>
}

/**
 * Sends records, and again without those that a refusal names. Only for vendors that take nothing of a request that
 * they refuse.
 * @returns the answer to the rest, and the reasons of the others
 * @throws RevError for a refusal that names no record, or that names another one each time: the host halves the batch
 */
export async function sendWithoutRefused<ChangeType extends Pick<Change, 'id'>>(
  changes: readonly ChangeType[],
  { send, refusedBy, explain, roundsMax = 5 }: RefusalSteps<ChangeType>,
): Promise<UnrefusedSend<ChangeType>> {
  const refused = new Map<string, VendorReason>()
  let sent = changes
  for (let round = 1; sent.length > 0; round += 1) {
    const response = await send(sent)
    if (response.isOk) return { response, sent, refused }
    const named = refusedBy(response, sent)
    const ids = new Set(sent.map(({ id }) => id))
    for (const [at, reason] of named) {
      const id = typeof at === 'number' ? sent[at]?.id : at
      // A record that was not sent: then nothing that the refusal says can be trusted.
      if (id === undefined || !ids.has(id)) throw statusError(response, explain && { explain })
      refused.set(id, reason)
    }
    if (named.size === 0 || round === roundsMax) throw statusError(response, explain && { explain })
    sent = sent.filter(({ id }) => !refused.has(id))
  }
  return { response: undefined, sent, refused }
}
