import { errorMessage, object, ok, rejected, sendWithoutRefused, unknown } from '@revetl/sdk'
import type { Batch, Change, HttpResponse, Outcome, RunContext } from '@revetl/sdk'
import { createEvents } from './client.ts'
import { config, type Config } from './config.ts'
import { eventFields, toEvent, type EventInput } from './event-input.ts'
import { valuesOf } from './profiles/prepare.ts'
import { klaviyoReason } from './refusals.ts'
import { refusedByPlace } from './refused-by-place.ts'

async function appendEvents(batch: Batch, ctx: RunContext<Config>): Promise<readonly Outcome[]> {
  const inputs = new Map<string, EventInput>()
  const settled = batch.changes.flatMap((change) => prepare(change, inputs))
  const good = batch.changes.filter(({ id }) => inputs.has(id))
  const { response, sent, refused } = await sendWithoutRefused(good, {
    send: (changes) =>
      createEvents(
        ctx,
        changes.flatMap(({ id }) => inputs.get(id) ?? []),
      ),
    refusedBy: refusedByPlace,
    explain: klaviyoReason,
  })
  const rejections = good.flatMap((change) => {
    const reason = refused.get(change.id)
    return reason === undefined ? [] : [rejected(change, reason)]
  })
  return [...settled, ...rejections, ...sent.map((change) => acceptedOutcome(change, response))]
}

/** Makes the event of a change, or rejects its record alone. */
function prepare(change: Change, inputs: Map<string, EventInput>): readonly Outcome[] {
  try {
    inputs.set(change.id, toEvent(valuesOf(change)))
    return []
  } catch (error) {
    return [rejected(change, { code: 'REV_VALUE_INVALID', message: errorMessage(error) })]
  }
}

/** Klaviyo validates first and records later, and tells nobody what it did then; a good answer has no body. */
function acceptedOutcome(change: Change, response: HttpResponse | undefined): Outcome {
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
