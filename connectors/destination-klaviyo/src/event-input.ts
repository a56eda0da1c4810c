import { field, RevError, type FieldDefinitions, type ValueRecord } from '@revetl/sdk'
import { identifierFields } from './profiles/profile-fields.ts'
import { toProfile, toText, type ProfileInput } from './profiles/profile-input.ts'

const { id: profile_id, ...otherIdentifiers } = identifierFields

/** The fields of every event; any other name is one of its properties. */
export const eventFields = {
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

/** An event as requests carry it, with its profile around it. */
export interface EventInput {
  readonly type: 'event-bulk-create'
  readonly attributes: {
    readonly profile: { readonly data: ProfileInput }
    readonly events: { readonly data: readonly object[] }
  }
}

/**
 * The values of a record as an event. Nulls are left out.
 * @throws `REV_VALUE_INVALID` where the metric, the unique id or the profile is missing
 */
export function toEvent(fields: ValueRecord): EventInput {
  const values = Object.entries(fields).filter(([, value]) => value !== null)
  const pick = (isWanted: (name: string) => boolean): ValueRecord =>
    Object.fromEntries(values.filter(([name]) => isWanted(name)))
  const { metric, unique_id: uniqueId, ...own } = pick(isOwn)
  const { email, phone_number, external_id, profile_id: id, ...attributes } = own
  const event = {
    ...attributes,
    unique_id: required('unique_id', toText(uniqueId ?? null)),
    metric: {
      data: { type: 'metric', attributes: { name: required('metric', toText(metric ?? null)) } },
    },
    properties: pick((name) => !isOwn(name)),
  }
  const profile = toProfile(withoutAbsent({ email, phone_number, external_id, id }))
  if (profile.id === undefined && Object.keys(profile.attributes).length === 0) {
    const message = 'The event names no profile, by email, phone_number, external_id or profile_id.'
    throw new RevError('REV_VALUE_INVALID', message)
  }
  return {
    type: 'event-bulk-create',
    attributes: {
      profile: { data: profile },
      events: { data: [{ type: 'event', attributes: event }] },
    },
  }
}

const isOwn = (name: string): boolean => Object.hasOwn(eventFields, name)

function required(name: string, text: string | null): string {
  if (text) return text
  throw new RevError('REV_VALUE_INVALID', `${name} has no value.`)
}

const withoutAbsent = (values: Readonly<Record<string, ValueRecord[string] | undefined>>) =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
