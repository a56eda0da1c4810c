import {
  RevError,
  statusError,
  vendorReason,
  type HttpResponse,
  type VendorReason,
} from '@revetl/sdk'
import { z } from 'zod'

/** What Braze says it took of a request of `users/track`. */
export const trackAnswer = z.object({
  message: z.string().optional(),
  attributes_processed: z.number().optional(),
  events_processed: z.number().optional(),
  purchases_processed: z.number().optional(),
  errors: z.array(z.unknown()).optional(),
})

// Which object an error is about is not in the documents, but in every answer that was seen:
// https://gist.github.com/patrickxrivera/c4f4529b8f4b09f062ee8726ba88c8e5 (read 2026-11-27)
/** An error about one object of a request. */
export const placedError = z.object({
  type: z.string(),
  input_array: z.string(),
  index: z.int().nonnegative(),
})

/** How many users Braze will delete. */
export const deleteAnswer = z.object({ deleted: z.int().nonnegative() })

/** Users as Braze has them. */
export const usersAnswer = z.object({
  message: z.literal('success'),
  users: z.array(z.record(z.string(), z.unknown())),
})

/** A good answer that says nothing else. */
export const successAnswer = z.object({ message: z.enum(['success', 'queued']) })

/** The catalogs of a workspace. */
export const catalogsAnswer = z.object({
  catalogs: z.array(
    z.object({
      name: z.string(),
      description: z.string().nullish(),
      fields: z.array(z.object({ name: z.string(), type: z.string() })),
    }),
  ),
})

/** A refusal by the catalogs, with what its parameters were. */
export const catalogRefusal = z.object({
  errors: z
    .array(
      z.object({
        id: z.string(),
        message: z.string(),
        parameters: z.array(z.string()).default([]),
        parameter_values: z.array(z.unknown()).default([]),
      }),
    )
    .min(1),
})

/** A body in a documented form; `undefined` where it is none. */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  response: HttpResponse,
): z.output<Schema> | undefined {
  try {
    return schema.safeParse(response.json()).data
  } catch {
    return undefined // A page of a proxy.
  }
}

/** Why Braze refused: the first of its errors, else its message. */
export function brazeReason(response: HttpResponse): VendorReason {
  const [refusal] = parseBody(catalogRefusal, response)?.errors ?? []
  if (refusal !== undefined) return { message: refusal.message, vendorCode: refusal.id }
  return vendorReason(response)
}

/** The error for an answer that is no success. */
export const refusedRequest = (response: HttpResponse): RevError =>
  statusError(response, { explain: brazeReason })

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
    `Failed to read Braze's answer: status ${response.status} with a body of another form.`,
    { delivery: 'unknown' },
  )
}
