import { asyncJob, field, object, ok, type Batch, type RunContext } from '@revetl/sdk'
import { jobAnswer, readAnswer, type JobCounts } from './answers.ts'
import { readSuppression, startSuppression, type SuppressionJob } from './client.ts'
import { config, type Config } from './config.ts'

const fields = {
  email: field('string', {
    title: 'Email',
    required: true,
    unique: true,
    pii: 'email',
  }),
}

/**
 * Follows the job of one request. It counts and names nobody: a profile that it skips is as it should be already, and
 * where its counts do not add up every record is unknown.
 */
const write = (does: SuppressionJob) => (batch: Batch<typeof fields>, ctx: RunContext<Config>) => {
  let counts: JobCounts | undefined
  return asyncJob<typeof fields, Config>({
    submit: async ({ changes }) => {
      const emails = changes.map(({ fields: { email } }) => email ?? '')
      return readAnswer(jobAnswer, await startSuppression(ctx, does, emails)).data.id
    },
    poll: async (job) => {
      const response = await readSuppression(ctx, does, job)
      if (response.status === 404) return { state: 'gone' }
      counts = readAnswer(jobAnswer, response).data.attributes
      if (counts.status === 'complete') return { state: 'done' }
      if (counts.status !== 'cancelled') return { state: 'running' }
      return { state: 'failed', message: `Job ${job} was cancelled.`, wroteNothing: false }
    },
    results: async () => {
      const {
        completed_count: completed = 0,
        skipped_count: left = 0,
        total_count: total = 0,
      } = counts ?? {}
      // Whether `completed_count` has the skipped ones in it is not documented.
      const count = completed === total || completed + left === total ? total : 0
      const effect = does === 'create' ? 'added' : 'removed'
      return { verdicts: [], accepted: { count, outcome: (change) => ok(change, effect) } }
    },
  })(batch, ctx)
}

const shared = {
  matchOn: [['email']],
  // 100 addresses a request: https://developers.klaviyo.com/en/v2026-07-15/reference/bulk_suppress_profiles (read 2026-11-27)
  batch: { recordsMax: 100, uniqueBy: 'matchKey' },
  atomicity: 'all-or-nothing',
  resend: 'safe',
  inFlightMax: 8,
} as const

/** Addresses that get no marketing, whatever they have consented to. */
export const suppressions = object(config, {
  title: 'Suppressed addresses',
  fields,
  operations: {
    add: { ...shared, write: write('create') },
    remove: { ...shared, write: write('delete') },
  },
})
