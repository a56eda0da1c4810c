import { jsonObject, jsonText, RevError } from '@revetl/sdk'
import type { FoundRecord, LookupRequest, RunContext, ValueRecord } from '@revetl/sdk'
import type { Config } from '../config.ts'
import { contactFields } from '../objects/contact-fields.ts'
import { fromRecord } from './body.ts'
import { valueText } from './matched.ts'
import { comparable, contactsBy, findContacts, type Role } from './search-contacts.ts'

/** Reads contacts of a role back by one field. */
export function lookUpContacts(role: Role) {
  return async (
    { object, matchOn, keys, fields }: LookupRequest,
    ctx: RunContext<Config>,
  ): Promise<readonly FoundRecord[]> => {
    const [field, ...more] = matchOn
    if (field === undefined || more.length > 0) {
      throw new RevError('REV_CONFIG_MAPPING', 'Intercom finds contacts by exactly one field.')
    }
    const texts = keys.map(([value]) => valueText(value))
    const values = texts.filter((text) => text !== '')
    const byValue = contactsBy(field, await findContacts(ctx, { role, field, values }))
    return keys.flatMap(([value = null], index) =>
      (byValue.get(comparable(field, texts[index] ?? '')) ?? []).map((contact) => ({
        match: { [field]: value },
        fields: fromRecord(withAvatar(contact), fields, {
          own: contactFields,
          known: object.fields,
        }),
        ...remoteIdOf(jsonText(contact['id'])),
      })),
    )
  }
}

const remoteIdOf = (remoteId: string | undefined) => (remoteId === undefined ? {} : { remoteId })

// Written is the address of the image, read an object that has it:
// https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/contacts/contact (read 2026-11-27)
const withAvatar = (contact: ValueRecord): ValueRecord => ({
  ...contact,
  avatar: jsonObject(contact['avatar'])['image_url'] ?? null,
})
