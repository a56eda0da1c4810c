import { object, ok, prepareChanges, rejected, sendWithoutRefused, unknown } from '@revetl/sdk'
import type { Batch, Change, HttpResponse, Outcome, RunContext } from '@revetl/sdk'
import { createEvents } from './client.ts'
import { config, type Config } from './config.ts'
import { eventFields, toEvent, type EventInput } from './event-input.ts'
import { valuesOf } from './profiles/prepare.ts'
import { klaviyoReason } from './refusals.ts'
import { refusedByPlace } from './refused-by-place.ts'

const toInput = (change: Change): EventInput => toEvent(valuesOf(change))

async function appendEvents(
  { changes }: Batch,
  ctx: RunContext<Config>,
): Promise<readonly Outcome[]> {
  const { ready, settled } = prepareChanges(changes, { toInput })
  const { response, sent, refused } = await sendWithoutRefused(ready, {
    send: (some) =>
      createEvents(
        ctx,
        some.map(({ input }) => input),
      ),
    refusedBy: refusedByPlace,
    explain: klaviyoReason,
  })
  const rejections = [...refused].map(([id, reason]) => rejected({ id }, reason))
  return [...settled, ...rejections, ...sent.map((one) => acceptedOutcome(one, response))]
}

/** Klaviyo validates first and records later, and tells nobody what it did then; a good answer has no body. */
function acceptedOutcome(change: Pick<Change, 'id'>, response: HttpResponse | undefined): Outcome {
  const isTaken = response?.status === 202 || response?.bytes.length === 0
  if (isTaken) return ok(change, 'accepted')
  return unknown(change, { message: `Klaviyo answered ${response?.status} with another body.` })
}

/** What people did. Fields that Klaviyo does not know are properties of the event. */
export const events = object(config, {
  title: 'Events',
  fields: eventFields,
  isOpen: true,
  operations: {
    append: {
      matchOn: [['unique_id']],
      // 1,000 events and 5 MB: https://developers.klaviyo.com/en/v2026-07-15/reference/bulk_create_events (read 2026-11-27)
      // What goes around the values of an event is less than 400 bytes.
      batch: { recordsMax: 1000, bytesMax: 4_500_000, uniqueBy: 'matchKey' },
      atomicity: 'per-record',
      resend: 'safe',
      write: appendEvents,
    },
  },
})
