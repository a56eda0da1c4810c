import { ok, outcomeByStatus, rejected, statusError, unknown } from '@revetl/sdk'
import { jsonList, jsonObject, jsonText } from '@revetl/sdk'
import type {
  Change,
  Effect,
  HttpResponse,
  Outcome,
  RevError,
  StatusRules,
  Value,
  VendorReason,
} from '@revetl/sdk'

/** The reason in an `error.list`: https://developers.intercom.com/docs/references/2.17/rest-api/errors/error-objects (read 2026-11-27) */
export function reasonOf(response: HttpResponse): VendorReason {
  const errors = jsonList(jsonObject(bodyOf(response))['errors']).map(jsonObject)
  const texts = (name: string) => errors.flatMap((error) => jsonText(error[name]) ?? [])
  const [vendorCode] = texts('code')
  const [field] = texts('field')
  const message = [...new Set(texts('message'))].join(' ') || vendorCode
  return {
    message: message ?? `Intercom answered ${response.status} without a reason.`,
    ...(vendorCode === undefined ? {} : { vendorCode }),
    ...(field === undefined ? {} : { field }),
  }
}

function bodyOf(response: HttpResponse): Value | undefined {
  try {
    return response.json()
  } catch {
    return undefined // Not JSON, from something in between: the status alone has to do.
  }
}

/** The error for an answer that is about the whole request. */
export function refused(response: HttpResponse): RevError {
  return statusError(response, { explain: reasonOf })
}

/** What a good answer of a write looks like, besides what its status means. */
export interface WriteRules extends Pick<StatusRules, 'notFound'> {
  readonly effect: Effect
}

/** The outcome of one write: a yes only with the record's id in the answer. */
export function outcomeOf(change: Change, response: HttpResponse, rules: WriteRules): Outcome {
  if (!response.isOk) {
    const notFound = isTypeMissing(response) ? 'config' : rules.notFound
    const policy = notFound === undefined ? {} : { notFound }
    return outcomeByStatus(change, response, { ...policy, explain: reasonOf })
  }
  const id = idOf(jsonObject(response.json())['id'])
  if (id !== undefined) return ok(change, rules.effect, id)
  return unknown(change, { message: 'Intercom answered without saying which record it wrote.' })
}

/** Ids are texts; those of custom object instances have been numbers in answers. */
export function idOf(value: Value | undefined): string | undefined {
  return typeof value === 'number' ? String(value) : jsonText(value)
}

/** Whether a 404 is about the custom object type and not about one of its instances. */
export function isTypeMissing(response: HttpResponse): boolean {
  return response.status === 404 && /\btype\b.*not found/i.test(reasonOf(response).message)
}

/** The outcome of an event, which is accepted with 202 and nothing in the body. */
export function eventOutcome(change: Change, response: HttpResponse): Outcome {
  if (response.status === 202) return ok(change, 'accepted')
  if (response.isOk) {
    const message = `Intercom answered ${response.status}, and takes events with 202.`
    return unknown(change, { message })
  }
  return outcomeByStatus(change, response, { notFound: 'reject', explain: reasonOf })
}

/** A create that met a contact with the same identifiers. */
export interface Conflict {
  readonly id: string
  readonly isArchived: boolean
}

// "A contact matching those details already exists with id=…", "An archived contact matching …":
// https://github.com/intercom/Intercom-OpenAPI/pull/543 (read 2026-11-27)
/** Which contact a 409 is about, where it says so. */
export function conflictOf(response: HttpResponse): Conflict | undefined {
  if (response.status !== 409) return undefined
  const { message } = reasonOf(response)
  const id = /\bid=([\w-]+)/.exec(message)?.[1]
  return id === undefined ? undefined : { id, isArchived: /\barchived contact\b/i.test(message) }
}

/** A change that another contact of the workspace stands in the way of. */
export function conflictOutcome(change: Change, message: string): Outcome {
  return rejected(change, { code: 'REV_RECORD_CONFLICT', message, vendorCode: 'conflict' })
}
