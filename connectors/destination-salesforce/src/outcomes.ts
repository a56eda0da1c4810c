import { ok, rejected, retry, skipped } from '@revetl/sdk'
import type { Change, Effect, ErrorCode, OperationName, Outcome } from '@revetl/sdk'
import type { VendorError } from './answers/vendor-error.ts'

// https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_calls_concepts_core_data_objects.htm
// (StatusCode; known from the field, to be confirmed there). All of them say that this record was not written and may be later.
const passing = new Set([
  'UNABLE_TO_LOCK_ROW',
  'SERVER_UNAVAILABLE',
  'REQUEST_RUNNING_TOO_LONG',
  'QUERY_TIMEOUT',
  'UNKNOWN_EXCEPTION',
  'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  'PROCESSING_HALTED',
])
// Triggers hide the cause in the text of their own error.
const passingText = /UNABLE_TO_LOCK_ROW|Apex CPU time limit|Too many (?:SOQL|DML)/i

const conflicts = new Set([
  'DUPLICATE_VALUE',
  'DUPLICATES_DETECTED',
  // What 300 says of a single record: its external id stands in several.
  'DUPLICATE_EXTERNAL_ID',
])

/** The operation of a batch, as far as it decides what an answer means. */
export interface Written {
  readonly operation: OperationName
  /** The field by which records are found; undefined for creates that have none. */
  readonly matchField: string | undefined
}

/** What the acceptance of a record means. */
export function acceptedOutcome(
  { operation }: Written,
  change: Change,
  { id, isNew }: { readonly id: string | undefined; readonly isNew: boolean | undefined },
): Outcome {
  return ok(change, effectOf(operation, isNew), id)
}

function effectOf(operation: OperationName, isNew: boolean | undefined): Effect {
  if (operation === 'create') return 'created'
  if (operation === 'delete') return 'deleted'
  if (operation === 'update') return 'updated'
  if (isNew === undefined) return 'written'
  return isNew ? 'created' : 'updated'
}

/** What an error about one record means, by Salesforce's status code. */
export function errorOutcome(written: Written, change: Change, error: VendorError): Outcome {
  const { code, message, fields } = error
  if (code === 'REQUEST_LIMIT_EXCEEDED') return retry(change, { scope: 'quota', message })
  // Every other record would meet a full org too.
  if (code === 'STORAGE_LIMIT_EXCEEDED') return retry(change, { scope: 'batch', message })
  if (passing.has(code) || passingText.test(message)) return retry(change, { message })
  if (isGone(error)) return goneOutcome(written, change, error)
  if (isThere(written, error)) return skipped(change, 'exists')
  const [field] = fields
  return rejected(change, {
    code: codeOf(code),
    message,
    vendorCode: code,
    ...(field === undefined ? {} : { field }),
  })
}

function codeOf(code: string): ErrorCode {
  if (conflicts.has(code)) return 'REV_RECORD_CONFLICT'
  return code === 'STRING_TOO_LONG' ? 'REV_VALUE_TOO_LONG' : 'REV_RECORD_REJECTED'
}

/** Whether the record itself is not there, and not one that it refers to. */
function isGone({ code, fields }: VendorError): boolean {
  if (code === 'ENTITY_IS_DELETED' || code === 'NOT_FOUND') return true
  const isAboutOther = fields.some((name) => name !== 'Id')
  return code === 'INVALID_CROSS_REFERENCE_KEY' && !isAboutOther
}

function goneOutcome({ operation }: Written, change: Change, error: VendorError): Outcome {
  if (operation === 'delete') return ok(change, 'unchanged')
  const { code, message } = error
  if (operation === 'update' && code !== 'INVALID_CROSS_REFERENCE_KEY') {
    return skipped(change, 'no-match')
  }
  return rejected(change, { message, vendorCode: code })
}

// "duplicate value found: External_Id__c duplicates value on record with id: 001…"
function isThere({ operation, matchField }: Written, { code, message, fields }: VendorError) {
  if (operation !== 'create' || code !== 'DUPLICATE_VALUE' || matchField === undefined) return false
  return fields.includes(matchField) || message.includes(matchField)
}
