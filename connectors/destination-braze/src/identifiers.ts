import {
  field,
  isExactNumber,
  type FieldDefinitions,
  type Value,
  type ValueRecord,
} from '@revetl/sdk'

/** The fields by which Braze knows a user, the best set first. */
export const identifierSets = [
  ['external_id'],
  ['alias_name', 'alias_label'],
  ['braze_id'],
  ['email'],
  ['phone'],
] as const

/**
 * What identifies a user. Of an email and a phone number Braze takes the email.
 * https://www.braze.com/docs/api/endpoints/user_data/post_user_track/ (read 2026-11-27)
 */
export const identifierFields = {
  external_id: field('string', { title: 'External ID', unique: true }),
  alias_name: field('string', { title: 'Alias name' }),
  alias_label: field('string', { title: 'Alias label' }),
  braze_id: field('string', { title: 'Braze ID', unique: true }),
  email: field('string', { title: 'Email', maxLength: 255, pii: 'email' }),
  phone: field('string', {
    title: 'Phone number',
    description: 'In the form of E.164, such as +15005550006.',
    maxLength: 255,
    pii: 'phone',
  }),
} satisfies FieldDefinitions

/** An identifier as text: ids are often numbers in a warehouse. Empty where there is none. */
export function idText(value: Value | undefined): string {
  if (typeof value === 'string') return value.trim()
  if (typeof value === 'number') return String(value)
  return isExactNumber(value) ? value.text : ''
}

/** The first set of identifiers that a record has whole. */
export function setOf(fields: ValueRecord): readonly string[] | undefined {
  return identifierSets.find((set) => set.every((name) => idText(fields[name]) !== ''))
}

/** The identifiers of a set as a request carries them: an alias is one object. */
export function toIdentifiers(set: readonly string[], fields: ValueRecord): ValueRecord {
  const entries = set.map((name) => [name, idText(fields[name])] as const)
  const identifiers = Object.fromEntries(entries)
  return set.includes('alias_name') ? { user_alias: identifiers } : identifiers
}

/** The text by which a user is found again. */
export function keyOf(set: readonly string[], fields: ValueRecord): string {
  const texts = set.map((name) => idText(fields[name]))
  if (texts.includes('')) return ''
  // Emails are compared without their case.
  return set.includes('email') ? (texts[0] ?? '').toLowerCase() : JSON.stringify(texts)
}
