import { isRevError, type Outcome, type ValueRecord } from '@revetl/sdk'
import { CannotRun } from './trial.ts'
import type { WriteTrial } from './write-trial.ts'

const roundsMax = 5

/** What became of records that were delivered as a host does it; in the order of the records. */
export type DeliveryEnd = 'ok' | 'skipped' | 'rejected' | 'unknown' | 'pending'

/**
 * Delivers records as a host does: what certainly was not applied is sent again, what is unknown as far as `resend`
 * allows, and a batch that was refused as a whole is halved.
 */
export async function deliverAll(
  trial: WriteTrial,
  records: readonly ValueRecord[],
): Promise<readonly DeliveryEnd[]> {
  const { resend } = await trial.operation()
  const ends: DeliveryEnd[] = records.map(() => 'pending')
  let waiting = [...records.keys()]
  for (let round = 0; round < roundsMax && waiting.length > 0; round += 1) {
    const settled = await sendPart(trial, records, waiting)
    waiting = []
    for (const [place, status] of settled) {
      const isAgain =
        status === 'retry' || (status === 'unknown' && (resend === 'safe' || resend === 'key'))
      if (isAgain) waiting.push(place)
      ends[place] = status === 'retry' ? 'pending' : status
    }
  }
  return ends
}

type Settled = readonly (readonly [place: number, status: Outcome['status']])[]

async function sendPart(
  trial: WriteTrial,
  records: readonly ValueRecord[],
  places: readonly number[],
): Promise<Settled> {
  const part = places.map((place) => records[place] ?? {})
  const { outcomes, error } = await trial.attempt(part)
  if (outcomes !== undefined) {
    return places.map((place, index) => [place, outcomes[index]?.status ?? 'unknown'] as const)
  }
  const all = (status: Outcome['status']): Settled =>
    places.map((place) => [place, status] as const)
  const delivery = isRevError(error) ? error.delivery : 'unknown'
  switch (delivery) {
    case 'rejected':
    case 'too-large': {
      if (places.length === 1) return all('rejected')
      const middle = Math.ceil(places.length / 2)
      return [
        ...(await sendPart(trial, records, places.slice(0, middle))),
        ...(await sendPart(trial, records, places.slice(middle))),
      ]
    }
    case 'not-sent':
    case 'not-applied':
    case 'throttled':
      return all('retry')
    case 'auth':
      throw new CannotRun('its credentials were refused')
    default:
      return all('unknown')
  }
}
