import { settleBulk, unknown, type HttpResponse, type Outcome } from '@revetl/sdk'
import { readBatchAnswer, type Sent } from './answers/read-batch-answer.ts'
import { refusedRequest } from './answers/refused-request.ts'
import { errorOutcome, type WriteOperation } from './answers/record-outcome.ts'
import { errorOf, isAboutSync } from './answers/vendor-error.ts'

/** The outcome of each change that was sent. @throws RevError where the answer is about the whole request */
export function outcomesOf(
  operation: WriteOperation,
  sent: readonly Sent[],
  response: HttpResponse,
): readonly Outcome[] {
  const { status } = response
  switch (status) {
    // A 2xx may have neither results nor errors, with nothing written, seen in the field:
    // https://github.com/rudderlabs/rudder-transformer/pull/5167 (read 2026-11-22)
    case 200:
    case 201:
    case 207: {
      const changes = sent.map(({ change }) => change)
      return settleBulk(changes, readBatchAnswer(operation, sent, response.json()))
    }
    case 400:
    case 409:
      return refuse(operation, sent, response)
    default: {
      if (!response.isOk) throw refusedRequest(response, `${operation} records`)
      const message = `HubSpot answered ${status}, which says nothing about records.`
      return sent.map(({ change }) => unknown(change, { message }))
    }
  }
}

// One conflict refuses the whole batch and writes nothing of it, seen in the field:
// https://github.com/airbytehq/airbyte/pull/76340 (read 2026-11-22)
function refuse(
  operation: WriteOperation,
  sent: readonly Sent[],
  response: HttpResponse,
): readonly Outcome[] {
  const [only, ...others] = sent
  const error = errorOf(response)
  if (!only || others.length > 0 || isAboutSync(error)) {
    throw refusedRequest(response, `${operation} records`)
  }
  // 400 and 409 say no whatever the body says; without a category it is no reason to ask again.
  const category = error.category === 'UNKNOWN' ? 'VALIDATION_ERROR' : error.category
  return [errorOutcome(operation, only.change, { ...error, category })]
}
