import { findThenWrite, object, type ObjectDefinition } from '@revetl/sdk'
import { config, type Config } from '../config.ts'
import { lookUpContacts } from '../records/look-up-contacts.ts'
import { matched } from '../records/matched.ts'
import type { Role } from '../records/search-contacts.ts'
import { contactSteps } from '../records/write-contact.ts'
import { contactFields } from './contact-fields.ts'

// Intercom takes one contact a request. As many as four searches of 15 find, of which none waits for long.
const batch = { recordsMax: 60, uniqueBy: 'matchKey' } as const

// "This delay can take a few minutes": taken for five.
// https://developers.intercom.com/docs/references/2.17/rest-api/api.intercom.io/contacts/searchcontacts (read 2026-11-27)
const visibleAfterMs = 300_000

/** Contacts of one role. All of them are written in the same way, and found without those of the other one. */
export function person(
  role: Role,
  {
    title,
    description,
    resend,
  }: {
    readonly title: string
    readonly description: string
    /** Of what creates: whether a second try finds what the first one made. */
    readonly resend: 'safe' | 'unsafe'
  },
): ObjectDefinition<typeof contactFields, Config> {
  const write = matched(findThenWrite(contactSteps(role)))
  const shared = { batch, atomicity: 'per-record', write } as const
  const byKey = [['external_id'], ['email']] as const
  const byAny = [...byKey, ['id']] as const
  return object(config, {
    title,
    description,
    fields: contactFields,
    isOpen: true,
    operations: {
      upsert: { ...shared, matchOn: byKey, resend },
      update: { ...shared, matchOn: byAny, resend: 'safe', sends: 'changed' },
      create: { ...shared, matchOn: byKey, resend },
      delete: { ...shared, matchOn: byAny, resend: 'safe' },
    },
    lookup: lookUpContacts(role),
    visibleAfterMs,
  })
}

/** Users. A second one with the same email or external id is refused, so that a lost answer does no harm. */
export const contacts = person('user', {
  title: 'Contacts',
  description: 'People who are known: contacts of the role user.',
  resend: 'safe',
})

/** Leads. Nothing keeps them unique, and a search sees a new one only after minutes. */
export const leads = person('lead', {
  title: 'Leads',
  description: 'People who are not known yet: contacts of the role lead.',
  resend: 'unsafe',
})
