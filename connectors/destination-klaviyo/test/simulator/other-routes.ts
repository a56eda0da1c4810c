import { reply, type HandlerTools, type Route } from '@revetl/testkit/simulator'
import type { Account } from './account.ts'
import { invalid, notFound, refusal, type Problem } from './errors.ts'
import { pageOf } from './pages.ts'
import { problemsOf, type ProfileBody } from './profile-store.ts'

interface EventBody {
  readonly attributes: {
    readonly profile: { readonly data: ProfileBody }
    readonly events: { readonly data: readonly { readonly attributes: EventAttributes }[] }
  }
}
interface EventAttributes {
  readonly unique_id?: string
  readonly time?: string
  readonly properties: object
  readonly metric: { readonly data: { readonly attributes: { readonly name: string } } }
}

/** The account, its lists and its events. */
export function otherRoutes(account: Account): readonly Route[] {
  return [
    account.route('GET', '/api/accounts', ['accounts:read'], () =>
      reply(200, { data: [showAccount()], links: { self: 'https://a.klaviyo.com/api/accounts' } }),
    ),
    // https://developers.klaviyo.com/en/v2026-07-15/reference/get_lists (read 2026-11-27)
    account.route('GET', '/api/lists', ['lists:read'], (request) => {
      const lists = [...account.lists].map(([id, { name }]) => ({
        type: 'list',
        id,
        attributes: { name },
        links: { self: `https://a.klaviyo.com/api/lists/${id}` },
      }))
      return pageOf(request, lists, { sizeDefault: 10, sizeMax: 10 })
    }),
    // https://developers.klaviyo.com/en/v2026-07-15/reference/remove_profiles_from_list (read 2026-11-27)
    account.route(
      'DELETE',
      '/api/lists/:list/relationships/profiles',
      ['lists:write', 'profiles:write'],
      ({ json }, { list = '' }, { accept }) => {
        const members = account.lists.get(list)?.members
        if (!members) return notFound(`A list with id ${list} does not exist.`)
        const { data } = json as unknown as { data: readonly { id: string }[] }
        if (data.length > 1000) return refusal(400, invalid('At most 1000 profiles.', '/data'))
        for (const { id } of data) {
          members.delete(id)
          accept({ object: `list_${list}`, operation: 'remove', key: id, payload: null })
        }
        return { status: 204 }
      },
    ),
    // https://developers.klaviyo.com/en/v2026-07-15/reference/bulk_create_events (read 2026-11-27)
    account.route('POST', '/api/event-bulk-create-jobs', ['events:write'], ({ json }, _, tools) => {
      const body = json as unknown as {
        data: { attributes: { 'events-bulk-create': { data: readonly EventBody[] } } }
      }
      const entries = body.data.attributes['events-bulk-create'].data
      const problems = eventProblems(entries)
      if (problems.length > 0) return refusal(400, ...problems)
      for (const entry of entries) record(account, entry, tools)
      return { status: 202 }
    }),
  ]
}

function eventProblems(entries: readonly EventBody[]): readonly Problem[] {
  const at = '/data/attributes/events-bulk-create/data'
  if (entries.length > 1000) return [invalid('At most 1000 events.', at)]
  return entries.flatMap(({ attributes: { profile, events } }, index) => [
    ...problemsOf(profile.data, `${at}/${index}/attributes/profile/data`),
    ...events.data.flatMap(({ attributes: { time } }) =>
      time !== undefined && Number.isNaN(Date.parse(time))
        ? [invalid('Invalid time.', `${at}/${index}/attributes/events/data/0/attributes/time`)]
        : [],
    ),
  ])
}

// Of two events with one unique id, profile and metric the first is kept.
function record(account: Account, { attributes }: EventBody, { accept }: HandlerTools): void {
  const profile = account.profiles.write(attributes.profile.data, { ignoresNull: true })
  for (const { attributes: event } of attributes.events.data) {
    const metric = event.metric.data.attributes.name
    const key = JSON.stringify([profile.id, metric, event.unique_id ?? event.time])
    if (account.events.has(key)) continue
    account.events.set(key, event)
    accept({ object: 'events', operation: 'append', key, payload: event })
  }
}

const showAccount = (): object => ({
  type: 'account',
  id: 'AbC123',
  attributes: {
    test_account: true,
    contact_information: {
      default_sender_name: 'Example',
      default_sender_email: 'contact@example.com',
      website_url: 'https://www.example.com',
      organization_name: 'Example Company',
      street_address: {
        address1: null,
        address2: null,
        city: null,
        region: null,
        country: null,
        zip: null,
      },
    },
    industry: null,
    timezone: 'Europe/Berlin',
    preferred_currency: 'EUR',
    public_api_key: 'AbC123',
    locale: 'de-DE',
  },
  links: { self: 'https://a.klaviyo.com/api/accounts/AbC123' },
})
