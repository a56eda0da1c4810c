import { reply, type Reply, type Route, type SimulatorRequest } from '@revetl/testkit/simulator'
import type { Account } from './account.ts'
import { invalid, refusal } from './errors.ts'
import { pageOf } from './pages.ts'
import { problemsOf, textOf, type Profile, type ProfileBody } from './profile-store.ts'

interface SingleBody {
  readonly data: ProfileBody
}
interface DeletionBody {
  readonly data: { readonly attributes: { readonly profile: SingleBody } }
}

/** Profiles one by one, and many to read: https://developers.klaviyo.com/en/reference/profiles_api_overview (read 2026-11-27) */
export function profileRoutes(account: Account): readonly Route[] {
  const { profiles } = account
  const single = (path: string, isCreate: boolean): Route =>
    account.route('POST', path, ['profiles:write'], ({ json }, _params, { accept }) => {
      const { data } = json as unknown as SingleBody
      const problems = problemsOf(data, '/data')
      if (problems.length > 0) return refusal(400, ...problems)
      const [found, other] = profiles.matches(data)
      const conflict = isCreate ? found : other
      if (conflict) return duplicate(conflict)
      const profile = profiles.write(data, { ignoresNull: false })
      const operation = isCreate ? 'create' : 'import'
      const key = textOf(data.attributes?.['email'] ?? profile.id).toLowerCase()
      accept({ object: 'profiles', operation, key, payload: data })
      return reply(found ? 200 : 201, { data: show(profile) })
    })
  return [
    single('/api/profiles', true),
    single('/api/profile-import', false),
    account.route('GET', '/api/profiles', ['profiles:read'], (request) => list(account, request)),
    account.route(
      'POST',
      '/api/data-privacy-deletion-jobs',
      ['data-privacy:write'],
      (request, _, tools) => {
        const { data } = request.json as unknown as DeletionBody
        const body = data.attributes.profile.data
        const problems = problemsOf(body, '/data/attributes/profile/data')
        if (problems.length > 0) return refusal(400, ...problems)
        const { email, phone_number: phone } = body.attributes ?? {}
        if ([body.id, email, phone].filter((value) => value).length !== 1) {
          return refusal(
            400,
            invalid('Exactly one identifier is required.', '/data/attributes/profile'),
          )
        }
        for (const { id } of profiles.matches(body)) {
          profiles.remove(id)
          tools.accept({ object: 'profiles', operation: 'delete', key: id, payload: null })
        }
        return { status: 202 }
      },
    ),
  ]
}

function duplicate({ id }: Profile): Reply {
  return refusal(409, {
    code: 'duplicate_profile',
    title: 'Conflict.',
    detail: 'A profile already exists with one of these identifiers.',
    pointer: '/data/attributes',
    meta: { duplicate_profile_id: id },
  })
}

// https://developers.klaviyo.com/en/docs/filtering_ (read 2026-11-27)
function list({ profiles }: Account, request: SimulatorRequest): Reply {
  const filter = request.query.get('filter')
  const size = { sizeDefault: 20, sizeMax: 100 }
  if (filter === null) return pageOf(request, profiles.list().map(show), size)
  const [, field, values] =
    /^any\((id|email|phone_number|external_id),(\[.*\])\)$/.exec(filter) ?? []
  if (field === undefined || values === undefined) {
    const detail = `Invalid filter provided: ${filter}`
    return refusal(400, { code: 'invalid', title: 'Invalid input.', detail, parameter: 'filter' })
  }
  const found = profiles.findBy(field, JSON.parse(values) as string[])
  return pageOf(request, found.map(show), size)
}

const show = ({ id, attributes }: Profile): object => ({
  type: 'profile',
  id,
  attributes,
  links: { self: `https://a.klaviyo.com/api/profiles/${id}` },
})
