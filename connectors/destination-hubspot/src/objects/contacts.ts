import { field } from '@revetl/sdk'
import { crmObject, recordId } from './crm-object.ts'

/** People. HubSpot keeps their email unique. */
export const contacts = crmObject(
  'Contacts',
  {
    ...recordId,
    email: field('string', { title: 'Email', unique: true, pii: 'email' }),
    firstname: field('string', { title: 'First name', pii: 'name' }),
    lastname: field('string', { title: 'Last name', pii: 'name' }),
    phone: field('string', { title: 'Phone number', pii: 'phone' }),
    company: field('string', { title: 'Company name' }),
    website: field('string', { title: 'Website URL' }),
    lifecyclestage: field('string', {
      title: 'Lifecycle stage',
      description: 'Moves forward only; HubSpot keeps a later stage.',
    }),
  },
  {
    matchOn: [['email'], ['hs_object_id']],
    // "Partial upserts are not supported when using email as the idProperty":
    // https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide (read 2026-11-22)
    upsertSends: 'all',
  },
)
