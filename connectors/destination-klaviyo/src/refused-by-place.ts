import type { HttpResponse, VendorReason } from '@revetl/sdk'
import { fieldOf, refusalsOf } from './refusals.ts'

/**
 * Why a 400 refuses records, by their place in the request; Klaviyo then takes none of them. It points at records like
 * `/data/attributes/profiles/data/3/attributes/email`, seen in the field:
 * https://github.com/rudderlabs/rudder-server (read 2026-11-27)
 * @returns nothing where one of its errors points elsewhere, at the list or the job
 */
export function refusedByPlace(response: HttpResponse): ReadonlyMap<number, VendorReason> {
  const reasons = new Map<number, VendorReason>()
  if (response.status !== 400) return reasons
  for (const { detail, title, code, source } of refusalsOf(response)) {
    const pointer = source?.pointer ?? ''
    const [, place] = /^\/data\/attributes\/[^/]+\/data\/(\d+)(?:\/|$)/.exec(pointer) ?? []
    if (place === undefined) return new Map()
    const field = fieldOf(pointer)
    const reason = { message: detail || title, vendorCode: code, ...(field ? { field } : {}) }
    if (!reasons.has(Number(place))) reasons.set(Number(place), reason)
  }
  return reasons
}
