import { field, object, ok, rejected, sendWithoutRefused, unknown } from '@revetl/sdk'
import type {
  Batch,
  Change,
  FieldDefinitions,
  HttpResponse,
  Outcome,
  RunContext,
  ValueRecord,
} from '@revetl/sdk'
import { createEvents } from './client.ts'
import { config, type Config } from './config.ts'
import { valuesOf } from './profiles/prepare.ts'
import { identifierFields } from './profiles/profile-fields.ts'
import { toProfile } from './profiles/profile-input.ts'
import { klaviyoReason } from './refusals.ts'
import { refusedByPlace } from './refused-by-place.ts'

const { id: profile_id, ...otherIdentifiers } = identifierFields

const eventFields = {
  metric: field('string', {
    title: 'Metric',
    description: 'What happened, such as Placed Order.',
    required: true,
  }),
  unique_id: field('string', {
    title: 'Unique ID',
    description:
      'Klaviyo keeps one event of a profile and a metric with it, so it is sent twice without harm.',
    required: true,
  }),
  time: field('timestamptz', { title: 'Time', description: 'Default: when Klaviyo receives it.' }),
  value: field('number', { title: 'Value' }),
  value_currency: field('string', { title: 'Currency', description: 'As in ISO 4217.' }),
  backfill: field('boolean', {
    title: 'Backfill',
    description: 'Whether the event starts no flow, for events of the past.',
  }),
  ...otherIdentifiers,
  profile_id,
} satisfies FieldDefinitions

const own = new Set(['metric', 'profile_id', ...Object.keys(otherIdentifiers)])
const attributes = new Set(['unique_id', 'time', 'value', 'value_currency', 'backfill'])

/** An event as the API takes it, with its profile around it; other fields are its properties. */
function toEvent(change: Change): object {
  const values = Object.entries(valuesOf(change)).filter(([, value]) => value !== null)
  const pick = (isWanted: (name: string) => boolean): ValueRecord =>
    Object.fromEntries(values.filter(([name]) => isWanted(name)))
  const { metric, profile_id: id, ...identifiers } = pick((name) => own.has(name))
  return {
    type: 'event-bulk-create',
    attributes: {
      profile: { data: toProfile({ ...identifiers, ...(id === undefined ? {} : { id }) }) },
      events: {
        data: [
          {
            type: 'event',
            attributes: {
              ...pick((name) => attributes.has(name)),
              metric: { data: { type: 'metric', attributes: { name: metric } } },
              properties: pick((name) => !own.has(name) && !attributes.has(name)),
            },
          },
        ],
      },
    },
  }
}

function refuse(change: Change): Outcome | undefined {
  const values = valuesOf(change)
  const hasProfile = [...own].some((name) => name !== 'metric' && (values[name] ?? null) !== null)
  const missing = ['metric', 'unique_id'].find((name) => (values[name] ?? '') === '')
  if (hasProfile && missing === undefined) return undefined
  const message = hasProfile
    ? `${missing} has no value.`
    : 'The event names no profile, by email, phone_number, external_id or profile_id.'
  return rejected(change, {
    code: 'REV_VALUE_INVALID',
    message,
    ...(missing === undefined ? {} : { field: missing }),
  })
}

async function appendEvents(batch: Batch, ctx: RunContext<Config>): Promise<readonly Outcome[]> {
  const settled = batch.changes.flatMap((change) => refuse(change) ?? [])
  const known = new Set(settled.map(({ id }) => id))
  const good = batch.changes.filter(({ id }) => !known.has(id))
  const { response, sent, refused } = await sendWithoutRefused(good, {
    send: (changes) => createEvents(ctx, changes.map(toEvent)),
    refusedBy: refusedByPlace,
    explain: klaviyoReason,
  })
  return [
    ...settled,
    ...good.flatMap((change) => {
      const reason = refused.get(change.id)
      return reason === undefined ? [] : rejected(change, reason)
    }),
    ...sent.map((change) => acceptedOutcome(change, response)),
  ]
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
