import { RevError, type HttpResponse } from '@revetl/sdk'
import { z } from 'zod'
import { refusedRequest } from './refusals.ts'

const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0)
const source = z.object({ pointer: z.string().nullish() }).nullish()
const links = z.object({ next: z.string().nullish() }).nullish()

/** A job of any kind and how far it is. */
export const jobAnswer = z.object({
  data: z.object({
    id: z.string().min(1),
    attributes: z.object({
      status: z.enum(['queued', 'processing', 'complete', 'cancelled']),
      total_count: z.number(),
      completed_count: count,
      failed_count: count,
      skipped_count: count,
    }),
  }),
})

/** The counts of a job. */
export type JobCounts = z.output<typeof jobAnswer>['data']['attributes']

/** A page of what an import did not take. */
export const importErrorsAnswer = z.object({
  data: z.array(
    z.object({
      attributes: z.object({
        code: z.string(),
        title: z.string(),
        detail: z.string(),
        source,
        original_payload: z.record(z.string(), z.unknown()).nullish(),
      }),
    }),
  ),
  links,
})

/** One record that an import did not take. */
export type ImportError = z.output<typeof importErrorsAnswer>['data'][number]['attributes']

/** A page of profiles. */
export const profilesAnswer = z.object({
  data: z.array(z.object({ id: z.string().min(1), attributes: z.record(z.string(), z.unknown()) })),
  links,
})

/** A page of lists. */
export const listsAnswer = z.object({
  data: z.array(
    z.object({ id: z.string().min(1), attributes: z.object({ name: z.string().nullish() }) }),
  ),
  links,
})

/** One profile that was created or updated. */
export const profileAnswer = z.object({ data: z.object({ id: z.string().min(1) }) })

/** The account of the key. */
export const accountsAnswer = z.object({
  data: z.tuple([
    z.object({
      id: z.string().min(1),
      attributes: z.object({ contact_information: z.object({ organization_name: z.string() }) }),
    }),
  ]),
})

/**
 * The body of a good answer in its documented form.
 * @throws RevError for another status, `REV_HTTP_BODY` for a body of another form: then nobody can tell what happened
 */
export function readAnswer<Schema extends z.ZodType>(
  schema: Schema,
  response: HttpResponse,
): z.output<Schema> {
  if (!response.isOk) throw refusedRequest(response)
  const { success, data } = schema.safeParse(response.json())
  if (success) return data
  throw new RevError(
    'REV_HTTP_BODY',
    `Failed to read Klaviyo's answer: status ${response.status} with a body of another form.`,
    { delivery: 'unknown' },
  )
}

/** Where the next page begins, by the link to it; only its cursor counts, so that a proxy stays in the way. */
export function nextCursor(page: {
  readonly links?: { readonly next?: string | null | undefined } | null | undefined
}): string | undefined {
  const next = page.links?.next
  return next ? (new URL(next).searchParams.get('page[cursor]') ?? undefined) : undefined
}
