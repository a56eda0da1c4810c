import { rejected, retry, skipped, unknown } from '@revetl/sdk'
import type { Change, Effect, Outcome } from '@revetl/sdk'
import type { VendorError } from './vendor-error.ts'

/** The operations that write values. */
export type WriteOperation = 'upsert' | 'update' | 'create'

/** What a record in the results of a write says was done. */
export function effectOf(operation: WriteOperation, isNew: boolean | undefined): Effect {
  if (operation !== 'upsert') return operation === 'create' ? 'created' : 'updated'
  if (isNew === undefined) return 'written'
  return isNew ? 'created' : 'updated'
}

/** What an error about one record means, by HubSpot's category. */
export function errorOutcome(
  operation: WriteOperation,
  change: Pick<Change, 'id'>,
  { category, code, message, property }: VendorError,
): Outcome {
  const why = { message, vendorCode: code, ...(property === undefined ? {} : { field: property }) }
  switch (category) {
    case 'OBJECT_NOT_FOUND':
      return operation === 'update' ? skipped(change, 'no-match') : rejected(change, why)
    case 'CONFLICT':
      return operation === 'create' && /already exists/i.test(message)
        ? skipped(change, 'exists')
        : rejected(change, { ...why, code: 'REV_RECORD_CONFLICT' })
    case 'RATE_LIMITS':
      return retry(change, { scope: 'quota', message })
    case 'INTERNAL_ERROR':
    case 'UNKNOWN':
      return unknown(change, { message })
    default:
      return rejected(change, why)
  }
}
