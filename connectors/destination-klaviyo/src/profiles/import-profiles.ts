import { asyncJob, ok, rejected, sendWithoutRefused } from '@revetl/sdk'
import type {
  Batch,
  BulkAnswer,
  Change,
  Effect,
  FieldDefinitions,
  Outcome,
  RunContext,
} from '@revetl/sdk'
import { importErrorsAnswer, jobAnswer, nextCursor, readAnswer } from '../answers.ts'
import type { ImportError, JobCounts } from '../answers.ts'
import { readImport, readImportErrors, startImport } from '../client.ts'
import type { Config } from '../config.ts'
import { klaviyoReason } from '../refusals.ts'
import { refusedByPlace } from '../refused-by-place.ts'
import { clearNulls } from './clear-nulls.ts'
import { handleToText, textToHandle } from './import-handle.ts'
import { importVerdicts, takenCount } from './import-outcomes.ts'
import { prepareProfiles } from './prepare.ts'

type Ctx = RunContext<Config>

/** What an import is for. */
export interface ImportPurpose {
  readonly effect: Effect
  /** The list that the profiles join. */
  readonly listId?: string
}

// Eight jobs at once, polled so often, stay inside 150 reads a minute.
const pollEveryMs = 5000

/** Creates and updates profiles by one import job, whose handle outlives a kill. */
export async function importProfiles(
  batch: Batch,
  ctx: Ctx,
  purpose: ImportPurpose,
): Promise<readonly Outcome[]> {
  const { ready, settled } = prepareProfiles(batch)
  if (ready.length === 0) return settled
  const sent = ready.map(({ change }) => change)
  let counts: JobCounts | undefined
  const run = asyncJob<FieldDefinitions, Config>({
    pollEveryMs,
    submit: () => submit(ready, ctx, purpose),
    poll: async (text) => {
      const { job } = textToHandle(text)
      if (job === undefined) return { state: 'done' }
      const response = await readImport(ctx, job)
      if (response.status === 404) return { state: 'gone' }
      counts = readAnswer(jobAnswer, response).data.attributes
      switch (counts.status) {
        case 'queued':
        case 'processing':
          return { state: 'running' }
        case 'complete':
          return { state: 'done' }
        case 'cancelled':
          return { state: 'failed', message: `Job ${job} was cancelled.`, wroteNothing: false }
      }
    },
    results: (text) => resultsOf({ batch, sent, counts, purpose }, text, ctx),
  })
  return [...settled, ...(await run({ ...batch, changes: sent }, ctx))]
}

type Ready = ReturnType<typeof prepareProfiles>['ready']

async function submit(ready: Ready, ctx: Ctx, { listId }: ImportPurpose): Promise<string> {
  const { response, refused } = await sendWithoutRefused(ready, {
    send: (some) =>
      startImport(
        ctx,
        some.map(({ input }) => input),
        listId,
      ),
    refusedBy: refusedByPlace,
    explain: klaviyoReason,
  })
  const job = response && readAnswer(jobAnswer, response).data.id
  return handleToText({ job, refused })
}

interface Import {
  readonly batch: Batch
  readonly sent: readonly Change[]
  readonly counts: JobCounts | undefined
  readonly purpose: ImportPurpose
}

// The answer 202 hides what is wrong with single profiles; the job tells it when it is complete.
async function resultsOf(
  { batch, sent, counts, purpose }: Import,
  text: string,
  ctx: Ctx,
): Promise<BulkAnswer> {
  const { job, refused } = textToHandle(text)
  const refusals = [...refused].map(([at, why]) => ({
    at,
    outcome: (change: Change) => rejected(change, why),
  }))
  const imported = sent.filter(({ id }) => !refused.has(id))
  if (job === undefined || counts === undefined) return { verdicts: refusals }
  const errors = counts.failed_count > 0 ? await readErrors(ctx, job) : []
  const failures = importVerdicts(imported, errors, batch.matchOn[0] ?? 'email')
  const failed = new Set(failures.map(({ at }) => at))
  const taken = imported.filter(({ id }) => !failed.has(id))
  const uncleared = await clearNulls(batch, taken, ctx)
  const verdicts = uncleared.map((outcome) => ({ at: outcome.id, outcome: () => outcome }))
  const count = (takenCount(counts, imported.length) ?? 0) - uncleared.length
  const outcome = (change: Change) => ok(change, purpose.effect, change.remoteId)
  return { verdicts: [...refusals, ...failures, ...verdicts], accepted: { count, outcome } }
}

async function readErrors(ctx: Ctx, job: string): Promise<readonly ImportError[]> {
  const errors: ImportError[] = []
  let cursor: string | undefined
  do {
    // 100 errors a page: https://developers.klaviyo.com/en/v2026-07-15/reference/get_errors_for_bulk_import_profiles_job (read 2026-11-27)
    const query = { 'page[size]': 100, ...(cursor === undefined ? {} : { 'page[cursor]': cursor }) }
    const response = await readImportErrors(ctx, job, query)
    // The errors have expired: then nobody knows which profiles failed, and the counts do not add up.
    if (response.status === 404) return []
    const page = readAnswer(importErrorsAnswer, response)
    errors.push(...page.data.map(({ attributes }) => attributes))
    cursor = nextCursor(page)
  } while (cursor !== undefined)
  return errors
}
