import { reply, type HandlerTools, type Route } from '@revetl/testkit/simulator'
import type { Account } from './account.ts'
import { invalid, notFound, refusal, type Problem } from './errors.ts'
import { pageOf } from './pages.ts'
import { problemsOf, textOf, type ProfileBody } from './profile-store.ts'

interface ImportJob {
  readonly id: string
  readonly total: number
  readonly errors: readonly object[]
  pollsLeft: number
}

interface ImportBody {
  readonly data: {
    readonly attributes: { readonly profiles: { readonly data: readonly ProfileBody[] } }
    readonly relationships?: {
      readonly lists?: { readonly data: readonly { readonly id: string }[] }
    }
  }
}

const path = '/api/profile-bulk-import-jobs'
// https://developers.klaviyo.com/en/v2026-07-15/reference/bulk_import_profiles (read 2026-11-27)
const [profilesMax, bytesMax, profileBytesMax] = [10_000, 5_000_000, 102_400]
const profilesPointer = '/data/attributes/profiles'

/** Import jobs: https://developers.klaviyo.com/en/docs/use_klaviyos_bulk_profile_import_api (read 2026-11-27) */
export function importRoutes(account: Account): readonly Route[] {
  const jobs = new Map<string, ImportJob>()
  return [
    account.route(
      'POST',
      path,
      ['lists:write', 'profiles:write'],
      ({ json, text }, _params, tools) => {
        if (text.length > bytesMax) return refusal(413, tooLarge)
        const { data } = json as unknown as ImportBody
        const profiles = data.attributes.profiles.data
        const lists = (data.relationships?.lists?.data ?? []).map(({ id }) => id)
        const problems = refuseImport(account, profiles, lists)
        if (problems.length > 0) return refusal(400, ...problems)
        const id = `job-${jobs.size + 1}`
        const errors = profiles.flatMap((profile) => importOne(account, profile, lists, tools))
        const job = { id, total: profiles.length, errors, pollsLeft: account.pollsUntilDone }
        jobs.set(id, job)
        return reply(202, { data: show(job, 'queued') })
      },
    ),
    account.route('GET', `${path}/:job`, ['lists:read', 'profiles:read'], (_request, params) => {
      const job = jobs.get(params['job'] ?? '')
      if (!job || account.hasForgottenJobs)
        return notFound('A job with the given id does not exist.')
      job.pollsLeft -= 1
      return reply(200, { data: show(job, job.pollsLeft >= 0 ? 'processing' : account.jobEnd) })
    }),
    account.route('GET', `${path}/:job/import-errors`, ['profiles:read'], (request, params) => {
      const job = jobs.get(params['job'] ?? '')
      if (!job || account.hasForgottenErrors)
        return notFound('A job with the given id does not exist.')
      return pageOf(request, job.errors, { sizeDefault: 20, sizeMax: 100 })
    }),
  ]
}

const tooLarge = invalid('The payload exceeds the maximum size of 5MB.', '/data')

function refuseImport(
  { lists: known }: Account,
  profiles: readonly ProfileBody[],
  lists: readonly string[],
): readonly Problem[] {
  if (profiles.length === 0 || profiles.length > profilesMax) {
    return [invalid(`Between 1 and ${profilesMax} profiles are allowed.`, profilesPointer)]
  }
  const lost = lists.filter((id) => !known.has(id))
  return [
    ...lost.map((id) =>
      invalid(`A list with id ${id} does not exist.`, '/data/relationships/lists'),
    ),
    ...profiles.flatMap((profile, index) =>
      problemsOf(profile, `${profilesPointer}/data/${index}`),
    ),
  ]
}

/** What only the job finds out: the answer to the request says nothing of it. */
function importOne(
  account: Account,
  profile: ProfileBody,
  lists: readonly string[],
  { accept }: HandlerTools,
): readonly object[] {
  const found = account.profiles.matches(profile)
  const failure = failureOf(profile, found.length)
  if (failure !== undefined) return [importError(profile, failure)]
  const { id } = account.profiles.write(profile, { ignoresNull: true })
  const key = textOf(profile.id ?? profile.attributes?.['email'] ?? id).toLowerCase()
  for (const list of lists) {
    account.lists.get(list)?.members.add(id)
    accept({ object: `list_${list}`, operation: 'add', key, payload: profile })
  }
  if (lists.length === 0) accept({ object: 'profiles', operation: 'import', key, payload: profile })
  return []
}

function failureOf(profile: ProfileBody, foundCount: number): Problem | undefined {
  if (JSON.stringify(profile).length > profileBytesMax) {
    return invalid('The profile exceeds the maximum size of 100KB.', '/data')
  }
  if (profile.id && foundCount === 0) {
    return { ...invalid('A profile with the given id does not exist.', '/data'), code: 'not_found' }
  }
  if (foundCount < 2) return undefined
  const detail = 'A profile already exists with one of these identifiers.'
  return { code: 'duplicate_profile', title: 'Conflict.', detail, pointer: '/data' }
}

let lastErrorId = 0

/** An error repeats the profile, its attributes beside its id, seen in the field: https://github.com/rudderlabs/rudder-server (read 2026-11-27) */
function importError({ id, attributes }: ProfileBody, problem: Problem): object {
  const { code, title, detail, pointer } = problem
  lastErrorId += 1
  return {
    type: 'import-error',
    id: `error-${lastErrorId}`,
    attributes: {
      code,
      title,
      detail,
      source: { pointer },
      original_payload: { ...(id ? { id } : {}), ...attributes },
    },
  }
}

function show({ id, total, errors }: ImportJob, status: string): object {
  const isDone = status === 'complete'
  const self = { self: `https://a.klaviyo.com${path}/${id}` }
  return {
    type: 'profile-bulk-import-job',
    id,
    attributes: {
      status,
      created_at: '2026-11-27T00:00:00+00:00',
      total_count: total,
      completed_count: isDone ? total - errors.length : 0,
      failed_count: isDone ? errors.length : 0,
    },
    links: self,
  }
}
