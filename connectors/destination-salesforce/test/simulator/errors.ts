import { reply, type Reply } from '@revetl/testkit/simulator'

/** What Salesforce says of one record, or of a request. */
export interface SalesforceError {
  readonly code: string
  readonly message: string
  readonly fields: readonly string[]
}

export const failure = (
  code: string,
  message: string,
  fields: readonly string[] = [],
): SalesforceError => ({ code, message, fields })

// "The response body … is an array of errors": https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html
// (read 2026-11-27)
/** A refused request. */
export const refusal = (status: number, code: string, message: string): Reply =>
  reply(status, [{ message, errorCode: code }])
