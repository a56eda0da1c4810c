import { field } from '@revetl/sdk'

// https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/contacts/createcontact (read 2026-11-27)
/** What Intercom keeps of a person itself. */
export const contactFields = {
  external_id: field('string', {
    title: 'External ID',
    description: 'Your own id of the person.',
    unique: true,
    nullable: false,
  }),
  email: field('string', { title: 'Email', pii: 'email', nullable: false }),
  id: field('string', {
    title: 'Intercom ID',
    description: "Intercom's own id of the contact; to match by, never to write.",
    unique: true,
  }),
  name: field('string', { title: 'Name', pii: 'name' }),
  phone: field('string', { title: 'Phone', pii: 'phone' }),
  avatar: field('string', { title: 'Avatar', description: 'Address of an image.' }),
  signed_up_at: field('timestamptz', { title: 'Signed up' }),
  last_seen_at: field('timestamptz', { title: 'Last seen' }),
  owner_id: field('integer', { title: 'Owner', description: 'Id of a teammate.' }),
  unsubscribed_from_emails: field('boolean', { title: 'Unsubscribed from emails' }),
}
