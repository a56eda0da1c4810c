import { jsonList, jsonObject, jsonText, unknown } from '@revetl/sdk'
import type { BulkAnswer, HttpResponse, Value, ValueRecord } from '@revetl/sdk'
import { readVendorError } from '../answers/vendor-error.ts'
import { acceptedOutcome, errorOutcome, type Written } from '../outcomes.ts'
import type { Row } from '../records/row.ts'

/**
 * What a collection tells of its records: "the UpsertResult objects are returned in the same order", and nothing else
 * ties them to their records, so that they are believed only where there is one for each.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-upsert.html
 * (read 2026-11-27)
 */
export function readResults(
  written: Written,
  rows: readonly Row[],
  response: HttpResponse,
): BulkAnswer<Row> {
  const results = jsonList(response.json())
  if (!areDistinct(results)) return { verdicts: [] }
  return {
    verdicts: results.map((result, at) => ({
      at,
      outcome: (row) => resultOutcome(written, row, jsonObject(result)),
    })),
  }
}

/** Two records that came to have one id mean that the answer is not what was asked for. */
function areDistinct(results: readonly Value[]): boolean {
  const ids = results.flatMap((result) => jsonText(jsonObject(result)['id']) ?? [])
  return new Set(ids).size === ids.length
}

function resultOutcome(written: Written, { change }: Row, result: ValueRecord) {
  const [error] = jsonList(result['errors'])
  if (result['success'] === true && error === undefined) {
    const isNew = typeof result['created'] === 'boolean' ? result['created'] : undefined
    return acceptedOutcome(written, change, { id: jsonText(result['id']), isNew })
  }
  if (result['success'] === false && error !== undefined) {
    return errorOutcome(written, change, readVendorError(error))
  }
  return unknown(change, { message: 'Salesforce did not say what became of this record.' })
}
