import { field, jsonObject, object, perRecord, rejected } from '@revetl/sdk'
import type { FieldDefinitions, Value, ValueRecord } from '@revetl/sdk'
import { sendEvent } from '../client.ts'
import { config, type Config } from '../config.ts'
import { eventOutcome } from '../outcomes.ts'
import { toBody, type BodyShape } from '../records/body.ts'

// https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/data-events/createdataevent (read 2026-11-27)
const eventFields = {
  event_name: field('string', {
    title: 'Event name',
    description: 'A verb in the past and a noun, such as invited-friend.',
    required: true,
    nullable: false,
  }),
  created_at: field('timestamptz', {
    title: 'Happened',
    description: 'In whole seconds; with name and person it is what tells two events apart.',
    required: true,
    nullable: false,
  }),
  user_id: field('string', {
    title: 'External ID',
    description: 'Your own id of the person.',
    nullable: false,
  }),
  email: field('string', { title: 'Email', pii: 'email', nullable: false }),
  id: field('string', {
    title: 'Intercom ID',
    description: "Intercom's own id of the contact; leads have no other.",
    nullable: false,
  }),
}

const fields = {
  ...eventFields,
  metadata: field('json', {
    title: 'Metadata',
    description: 'An object with up to ten keys; fields with other names are put into it.',
  }),
}

const shape: BodyShape = { own: eventFields, rest: 'metadata' }
// "We ignore any further keys we receive."
const keysMax = 10
const objectForms = [
  ['url', 'value'],
  ['amount', 'currency'],
]

/** The metadata of an event: what is mapped as such, and every field with a name of its own. */
function flatten(rest: Value | undefined): ValueRecord {
  const { metadata, ...others } = jsonObject(rest)
  return { ...jsonObject(metadata), ...others }
}

/** Why Intercom would keep less of the metadata than is sent. */
export function metadataProblem(metadata: ValueRecord): string | undefined {
  const entries = Object.entries(metadata)
  if (entries.length > keysMax) {
    return `Intercom keeps ${keysMax} metadata keys of an event, and this one has ${entries.length}.`
  }
  const nested = entries.find(
    ([, value]) => typeof value === 'object' && value !== null && !isForm(value),
  )
  return nested && `Intercom takes no nested JSON in metadata, and ${nested[0]} has some.`
}

/** A link with its text, or an amount of money. */
function isForm(value: object): boolean {
  const names = Object.keys(value).toSorted().join()
  return objectForms.some((form) => form.toSorted().join() === names)
}

/** What people did. Intercom ignores an event that it has already. */
export const events = object(config, {
  title: 'Events',
  description: 'What people did; all other fields become metadata.',
  fields,
  isOpen: true,
  operations: {
    append: {
      batch: { recordsMax: 60, uniqueBy: 'none' },
      atomicity: 'per-record',
      // The same person, name and second is one event, however often it is sent.
      resend: 'safe',
      write: perRecord<FieldDefinitions, Config>(
        async (change, ctx, batch) => {
          const body = toBody(batch, change, shape)
          if ('refusal' in body) return body.refusal
          const metadata = flatten(body.json['metadata'])
          const message = metadataProblem(metadata)
          if (message !== undefined) return rejected(change, { code: 'REV_VALUE_INVALID', message })
          const json = { ...body.json, metadata }
          return eventOutcome(change, await sendEvent(ctx, json))
        },
        { inFlightMax: 16 },
      ),
    },
  },
})
