import { field, type FieldDefinitions } from '@revetl/sdk'
import { identifierFields } from '../identifiers.ts'

const text = (title: string, more: { description?: string; pii?: string } = {}) =>
  field('string', { title, maxLength: 255, ...more })
const consent = (title: string) =>
  field('string', { title, enum: ['opted_in', 'subscribed', 'unsubscribed'] })

/**
 * The fields that every user has; any other name is a custom attribute.
 * https://www.braze.com/docs/api/objects_filters/user_attributes_object/ (read 2026-11-27)
 */
export const userFields = {
  ...identifierFields,
  first_name: text('First name', { pii: 'name' }),
  last_name: text('Last name', { pii: 'name' }),
  dob: field('date', { title: 'Date of birth', pii: 'birth' }),
  gender: field('string', { title: 'Gender', enum: ['M', 'F', 'O', 'N', 'P'] }),
  country: text('Country', { description: 'As in ISO 3166-1 alpha-2.' }),
  home_city: text('City'),
  language: text('Language', { description: 'As in ISO 639-1.' }),
  time_zone: text('Time zone', { description: 'A name of the IANA database.' }),
  image_url: field('string', { title: 'Image', description: 'The URL of a picture.' }),
  current_location: field('json', { title: 'Location', description: 'longitude and latitude.' }),
  email_subscribe: consent('Consent to emails'),
  push_subscribe: consent('Consent to push messages'),
  subscription_groups: field('json', { title: 'Subscription groups' }),
  date_of_first_session: field('timestamptz', { title: 'First session' }),
  date_of_last_session: field('timestamptz', { title: 'Last session' }),
  marked_email_as_spam_at: field('timestamptz', { title: 'Marked as spam' }),
  _merge_objects: field('boolean', {
    title: 'Merge objects',
    description: 'Whether objects among the custom attributes are merged, not replaced.',
  }),
} satisfies FieldDefinitions
