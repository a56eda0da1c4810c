import {
  statusError,
  vendorReason,
  type HttpResponse,
  type RevError,
  type VendorReason,
} from '@revetl/sdk'
import { z } from 'zod'

const source = z.object({ pointer: z.string().nullish() }).nullish()
const refusal = z.object({
  errors: z
    .array(z.object({ code: z.string(), title: z.string(), detail: z.string(), source }))
    .min(1),
})

/** Errors of a refused request, each with what it points at; none where the body says nothing of the kind. */
export function refusalsOf(
  response: HttpResponse,
): readonly z.output<typeof refusal>['errors'][number][] {
  try {
    return refusal.parse(response.json()).errors
  } catch {
    return [] // A page of a proxy, or words in another form: the status alone has to do.
  }
}

/** The field that a pointer ends in: `/data/attributes/location/zip` is `zip`. */
export function fieldOf(pointer: string | null | undefined): string | undefined {
  const last = pointer?.split('/').at(-1) ?? ''
  return /^(?:data|attributes|\d*)$/.test(last) ? undefined : last
}

/** Why Klaviyo refused, with its code and the field that it points at. */
export function klaviyoReason(response: HttpResponse): VendorReason {
  const [first] = refusalsOf(response)
  if (first === undefined) return vendorReason(response)
  const field = fieldOf(first.source?.pointer)
  return {
    message: first.detail || first.title,
    vendorCode: first.code,
    ...(field === undefined ? {} : { field }),
  }
}

/** The error for an answer that is no success. */
export const refusedRequest = (response: HttpResponse): RevError =>
  statusError(response, { explain: klaviyoReason })
