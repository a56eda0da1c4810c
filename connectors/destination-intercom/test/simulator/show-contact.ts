import type { Contact } from './workspace.ts'

type Json = Readonly<Record<string, unknown>>

// https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/contacts (read 2026-11-27)
/** What Intercom keeps of a contact itself. */
export const own = [
  'role',
  'external_id',
  'email',
  'phone',
  'name',
  'avatar',
  'signed_up_at',
  'last_seen_at',
  'owner_id',
  'unsubscribed_from_emails',
]

/** A contact as answers have it, in part. */
export function showContact(contact: Contact): Json {
  const { id, values, custom, createdMs } = contact
  const seconds = Math.floor(createdMs / 1000)
  return {
    type: 'contact',
    id,
    workspace_id: 'simulated',
    ...Object.fromEntries(own.map((name) => [name, values[name] ?? null])),
    email: values['email'] ?? '',
    avatar: isNothing(values['avatar']) ? null : { type: 'avatar', image_url: values['avatar'] },
    unsubscribed_from_emails: values['unsubscribed_from_emails'] ?? false,
    created_at: seconds,
    updated_at: seconds,
    custom_attributes: { ...custom },
  }
}

const isNothing = (value: unknown): boolean => value === undefined || value === null

/** A page of a list. */
export function listOf(data: readonly unknown[], next?: object): Json {
  const pages = { type: 'pages', page: 1, per_page: 50, total_pages: 1, ...(next ? { next } : {}) }
  return { type: 'list', data, total_count: data.length, pages }
}
