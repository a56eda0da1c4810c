import { reply, type Route } from '@revetl/testkit/simulator'
import type { Account } from './account.ts'
import { invalid, notFound, refusal } from './errors.ts'
import { problemsOf, textOf, type ProfileBody } from './profile-store.ts'

interface Job {
  readonly id: string
  readonly total: number
  readonly skipped: number
  pollsLeft: number
}

/** Jobs that suppress and unsuppress: https://developers.klaviyo.com/en/v2026-07-15/reference/bulk_suppress_profiles (read 2026-11-27) */
export function suppressionRoutes(account: Account): readonly Route[] {
  return [...jobRoutes(account, 'create'), ...jobRoutes(account, 'delete')]
}

function jobRoutes(account: Account, does: 'create' | 'delete'): readonly Route[] {
  const { suppressed } = account
  const type = `profile-suppression-bulk-${does}-job`
  const jobs = new Map<string, Job>()
  return [
    account.route(
      'POST',
      `/api/${type}s`,
      ['subscriptions:write'],
      ({ json }, _params, { accept }) => {
        const body = json as unknown as {
          data: { attributes: { profiles: { data: readonly ProfileBody[] } } }
        }
        const { data } = body.data.attributes.profiles
        const at = '/data/attributes/profiles'
        if (data.length > 100) return refusal(400, invalid('At most 100 profiles.', at))
        const problems = data.flatMap((one, index) => problemsOf(one, `${at}/data/${index}`))
        if (problems.length > 0) return refusal(400, ...problems)
        const emails = data.map(({ attributes }) => textOf(attributes?.['email']).toLowerCase())
        const changing = emails.filter((email) => suppressed.has(email) === (does === 'delete'))
        for (const email of changing) {
          if (does === 'create') suppressed.add(email)
          else suppressed.delete(email)
          const operation = does === 'create' ? 'add' : 'remove'
          accept({ object: 'suppressions', operation, key: email, payload: null })
        }
        const id = `${does}-${jobs.size + 1}`
        const skipped = emails.length - changing.length
        const job = { id, total: emails.length, skipped, pollsLeft: account.pollsUntilDone }
        jobs.set(id, job)
        return reply(202, { data: show(type, job, 'queued') })
      },
    ),
    account.route('GET', `/api/${type}s/:job`, ['subscriptions:read'], (_request, params) => {
      const job = jobs.get(params['job'] ?? '')
      if (!job || account.hasForgottenJobs)
        return notFound('A job with the given id does not exist.')
      job.pollsLeft -= 1
      return reply(200, {
        data: show(type, job, job.pollsLeft >= 0 ? 'processing' : account.jobEnd),
      })
    }),
  ]
}

function show(type: string, { id, total, skipped }: Job, status: string): object {
  const isDone = status === 'complete'
  return {
    type,
    id,
    attributes: {
      status,
      created_at: '2026-11-27T00:00:00+00:00',
      total_count: total,
      completed_count: isDone ? total - skipped : 0,
      skipped_count: isDone ? skipped : 0,
    },
    links: { self: `https://a.klaviyo.com/api/${type}s/${id}` },
  }
}
