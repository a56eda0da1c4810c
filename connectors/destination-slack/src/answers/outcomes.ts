import { jsonText, ok, outcomeByStatus, rejected, retry, skipped, unknown } from '@revetl/sdk'
import type { Change, Effect, HttpResponse, Outcome } from '@revetl/sdk'
import { meaningOf } from './error-table.ts'
import { readAnswer, refusedCall } from './read-answer.ts'

/** How a call of a write is understood. */
export interface WriteCall {
  readonly effect: Effect
  /** The field that names the channel or person, where a record does; otherwise the sync is at fault. */
  readonly placeField?: string
}

/** Where a message is: the conversation and the time that is its id there. */
export function toRemoteId(channel: string, ts: string): string {
  return `${channel}/${ts}`
}

/** The parts of a remote id. */
export function fromRemoteId(remoteId: string): { readonly channel: string; readonly ts: string } {
  const [channel = '', ts = ''] = remoteId.split('/')
  return { channel, ts }
}

/**
 * The outcome of one call. A yes has to say which message it is about; a message that is gone is `skipped` with
 * `no-match`. @throws RevError where the answer is about every message
 */
export function outcomeOf(change: Change, response: HttpResponse, call: WriteCall): Outcome {
  if (!response.isOk) return outcomeByStatus(change, response)
  const answer = readAnswer(response)
  switch (answer.kind) {
    case 'yes': {
      const { channel, ts } = answer.body
      const [place, time] = [jsonText(channel), jsonText(ts)]
      if (place === undefined || time === undefined) return nothingSaid(change)
      return ok(change, call.effect, toRemoteId(place, time))
    }
    case 'no':
      return errorOutcome(change, answer, call)
    case 'neither':
      return nothingSaid(change)
  }
}

const nothingSaid = (change: Change): Outcome =>
  unknown(change, { message: 'Slack did not say what became of this message.' })

function errorOutcome(
  change: Change,
  { error, message }: { readonly error: string; readonly message: string },
  { placeField }: WriteCall,
): Outcome {
  const why = { message: `Slack answered ${message}.`, vendorCode: error }
  const meaning = meaningOf(error)
  switch (meaning) {
    case 'record':
      return rejected(change, why)
    case 'gone':
      return skipped(change, 'no-match')
    case 'throttled':
      return retry(change, { message: why.message, scope: 'quota' })
    case 'later':
      return retry(change, { message: why.message })
    case 'doubt':
      return unknown(change, { message: why.message })
    case 'place':
      if (placeField !== undefined) return rejected(change, { ...why, field: placeField })
      throw refusedCall(error, message, 'write messages')
    case 'token':
    case 'scope':
      throw refusedCall(error, message, 'write messages')
  }
}
