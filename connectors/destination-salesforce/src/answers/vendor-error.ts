import { jsonList, jsonObject, jsonText, type HttpResponse, type Value } from '@revetl/sdk'

/** What Salesforce says is wrong, with a request or with one record. */
export interface VendorError {
  /** For example `FIELD_CUSTOM_VALIDATION_EXCEPTION`. */
  readonly code: string
  readonly message: string
  readonly fields: readonly string[]
}

/** Reads an error: collections call its code `statusCode`, refused requests `errorCode`. */
export function readVendorError(value: Value | undefined): VendorError {
  const error = jsonObject(value)
  const code = jsonText(error['statusCode']) ?? jsonText(error['errorCode']) ?? 'UNKNOWN'
  return {
    code,
    message: jsonText(error['message']) ?? code,
    fields: jsonList(error['fields']).flatMap((name) => jsonText(name) ?? []),
  }
}

/** The error of a refused request, whatever its body is. */
export function errorOf(response: HttpResponse): VendorError {
  try {
    const body = response.json()
    return readVendorError(Array.isArray(body) ? jsonList(body)[0] : body)
  } catch {
    return readVendorError(undefined) // Not JSON: the status alone has to do.
  }
}

// The form is seen in the field and not described: https://github.com/hknokh/SFDX-Data-Move-Utility/issues/814
// (read 2026-11-27): `UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record:Name --`.
const jobError = /^([A-Z][A-Z0-9_]*):(.*?)(?::\s*([\w.,\s]*?)\s*--)?$/s

/** Reads the `sf__Error` of a record that a job refused. */
export function readJobError(text: string): VendorError {
  const [, code, message, fields = ''] = jobError.exec(text.trim()) ?? []
  if (code === undefined)
    return { code: 'UNKNOWN', message: text.trim() || 'no reason', fields: [] }
  const names = fields.split(/[\s,]+/).filter((name) => name !== '')
  return { code, message: message?.trim() || code, fields: names }
}
