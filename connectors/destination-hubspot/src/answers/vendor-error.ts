import { jsonList, jsonObject, jsonText, type HttpResponse, type Value } from '@revetl/sdk'

/** What HubSpot says is wrong, with a request or with one record. */
export interface VendorError {
  readonly category: string
  readonly message: string
  /** The most precise code there is, for example `INVALID_EMAIL`. */
  readonly code: string
  readonly property: string | undefined
  /** The inputs that it is about, by trace id. */
  readonly traceIds: readonly string[]
  /** The inputs that it is about, by the id that was sent. */
  readonly ids: readonly string[]
  /** Scopes of which one is needed. */
  readonly scopes: readonly string[]
}

// "The fields … should all be treated as optional in any error parsing":
// https://developers.hubspot.com/docs/api-reference/latest/error-handling (read 2026-11-22)
/** Reads an error, whichever of its fields are there. */
export function readVendorError(value: Value | undefined): VendorError {
  const error = jsonObject(value)
  const context = jsonObject(error['context'])
  const category = jsonText(error['category']) ?? 'UNKNOWN'
  const text = jsonText(error['message']) ?? category
  const details = [...jsonList(error['errors']), ...detailsIn(text)].map(jsonObject)
  const all = (name: string) => details.flatMap((detail) => jsonText(detail[name]) ?? [])
  const inContext = (name: string) =>
    details.flatMap((detail) => textsOf(jsonObject(detail['context'])[name]))
  return {
    category,
    message: [...new Set(all('message'))].join(' ') || text,
    code: [...all('code'), ...all('error'), category][0] ?? category,
    property: [...inContext('propertyName'), ...all('name'), ...all('in')][0],
    traceIds: [...textsOf(context['objectWriteTraceId']), ...textsOf(error['objectWriteTraceId'])],
    ids: [
      ...textsOf(context['ids']),
      ...textsOf(context['fromObjectId']),
      ...textsOf(context['toObjectId']),
    ],
    scopes: inContext('requiredGranularScopes'),
  }
}

/** The findings that HubSpot packs as JSON into its text: `Property values were not valid: [{…}]`. */
function detailsIn(message: string): readonly Value[] {
  const packed = /^Property values were not valid: (\[.*\])$/s.exec(message)?.[1]
  if (packed === undefined) return []
  try {
    return jsonList(JSON.parse(packed) as Value)
  } catch {
    return [] // Not the form that is known; the text itself is the message then.
  }
}

/** The error in the body of a refusal, whatever the body is. */
export function errorOf(response: HttpResponse): VendorError {
  try {
    return readVendorError(response.json())
  } catch {
    return readVendorError(undefined) // Not JSON: the status alone has to do.
  }
}

/** Whether a refusal is the sync's fault and not a record's: another match field or object would be needed. */
export function isAboutSync({ message }: VendorError): boolean {
  return /non-unique .*property|infer object type/i.test(message)
}

/** The texts of a list, or the one text that stands in its place. */
export function textsOf(value: Value | undefined): readonly string[] {
  return (Array.isArray(value) ? jsonList(value) : [value]).flatMap((one) => jsonText(one) ?? [])
}
