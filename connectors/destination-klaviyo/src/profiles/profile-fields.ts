import { field, type FieldDefinitions } from '@revetl/sdk'

const place = (title: string) => field('string', { title })

/** What a profile can be found by, the best first. */
export const identifiers = ['email', 'phone_number', 'external_id', 'id'] as const

/** What identifies a profile; no two profiles share one. */
export const identifierFields = {
  email: field('string', { title: 'Email', unique: true, pii: 'email' }),
  phone_number: field('string', {
    title: 'Phone number',
    description: 'In the form of E.164, such as +15005550006.',
    unique: true,
    pii: 'phone',
  }),
  external_id: field('string', {
    title: 'External ID',
    description: 'The id of the person in another system.',
    unique: true,
  }),
  id: field('string', {
    title: 'Profile ID',
    description: "Klaviyo's own id of a profile; to match by.",
    unique: true,
  }),
} satisfies FieldDefinitions

/**
 * The fields that every profile has; any other name is a custom property.
 * https://developers.klaviyo.com/en/v2026-07-15/reference/bulk_import_profiles (read 2026-11-27)
 */
export const profileFields = {
  ...identifierFields,
  first_name: field('string', { title: 'First name', pii: 'name' }),
  last_name: field('string', { title: 'Last name', pii: 'name' }),
  organization: field('string', { title: 'Organization' }),
  title: field('string', { title: 'Job title' }),
  locale: field('string', { title: 'Locale', description: 'As in IETF BCP 47, such as en-US.' }),
  image: field('string', { title: 'Image', description: 'The URL of a picture.' }),
  'location.address1': field('string', { title: 'Street', pii: 'address' }),
  'location.address2': field('string', { title: 'Street, second line', pii: 'address' }),
  'location.city': place('City'),
  'location.region': place('Region'),
  'location.zip': place('Zip code'),
  'location.country': place('Country'),
  'location.timezone': place('Time zone'),
  'location.ip': field('string', { title: 'IP address', pii: 'ip' }),
  'location.latitude': place('Latitude'),
  'location.longitude': place('Longitude'),
} satisfies FieldDefinitions

/** Where the API keeps a field: the id, an attribute, a part of the location, or a custom property. */
export function placeOf(name: string): {
  readonly kind: 'id' | 'attribute' | 'location' | 'property'
  readonly key: string
} {
  if (name === 'id') return { kind: 'id', key: name }
  if (!Object.hasOwn(profileFields, name)) return { kind: 'property', key: name }
  return name.startsWith('location.')
    ? { kind: 'location', key: name.slice('location.'.length) }
    : { kind: 'attribute', key: name }
}
