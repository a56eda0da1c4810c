import {
  authError,
  configError,
  jsonList,
  jsonObject,
  jsonText,
  RevError,
  statusError,
  vendorReason,
  type HttpResponse,
} from '@revetl/sdk'

// Seen in the field; the documents list no messages of 400:
// https://github.com/burnash/gspread/issues (read 2026-11-27)
const aboutTheSheet =
  /unable to parse range|exceeds grid limits|no grid with id|above the limit of \d+ cells|protected cell|already exists/i

/** What a refusal means; nothing of the request was applied. */
export function refusedRequest(response: HttpResponse, what: string): RevError {
  const { status } = response
  const { message } = vendorReason(response)
  const failed = `Failed to ${what}: Google answered ${status}: ${message}`
  const delivery = 'not-applied'
  switch (status) {
    case 401:
      return authError(failed)
    case 403:
      return forbidden(failed, reasonsOf(response))
    case 404:
      return configError(failed, {
        delivery,
        hint: 'Check the spreadsheet, and share it with the account of this connection.',
      })
    case 400:
      if (!aboutTheSheet.test(message)) break
      return configError(failed, { delivery, hint: 'Look at the tab, then run again.' })
  }
  return statusError(response)
}

function forbidden(message: string, reasons: readonly string[]): RevError {
  if (reasons.includes('RATE_LIMIT_EXCEEDED')) {
    return new RevError('REV_HTTP_THROTTLED', message, { delivery: 'throttled' })
  }
  const hint = reasons.includes('ACCESS_TOKEN_SCOPE_INSUFFICIENT')
    ? 'Sign in again with the scope https://www.googleapis.com/auth/spreadsheets.'
    : 'Share the spreadsheet with the account of this connection as an editor, and enable the Google Sheets API in its project.'
  return new RevError('REV_AUTH_SCOPE', message, { hint, delivery: 'auth' })
}

// https://docs.cloud.google.com/apis/design/errors (read 2026-11-27)
function reasonsOf(response: HttpResponse): readonly string[] {
  const { error } = jsonObject(response.json())
  return jsonList(jsonObject(error)['details']).flatMap(
    (detail) => jsonText(jsonObject(detail)['reason']) ?? [],
  )
}
