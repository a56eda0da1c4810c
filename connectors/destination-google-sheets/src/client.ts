import type { Context, HttpResponse } from '@revetl/sdk'
import { spreadsheetId, type Config } from './config.ts'

type Ctx = Context<Config>

/** One request of a `batchUpdate`, as the API names them. */
export type UpdateRequest = Readonly<Record<string, unknown>>

/** What of the spreadsheet the answer to an update shows, as it is right after it. */
export interface ShownRanges {
  readonly ranges: readonly string[]
  /** A field mask of the answer. */
  readonly fields: string
}

// A request that Google has not done in 180 s is given up, so that nothing of it comes later:
// https://developers.google.com/workspace/sheets/api/limits (read 2026-11-27)
const updateTimeoutMs = 190_000
// Row numbers are true for a moment: who has to wait reads them again.
const updatePatienceMs = 1000

const url = ({ config }: Ctx, path: string): string =>
  `${config.baseUrl.replace(/\/$/, '')}/v4/spreadsheets/${encodeURIComponent(spreadsheetId(config))}${path}`

const listed = (name: string, values: readonly string[]): string =>
  values.map((value) => `${name}=${encodeURIComponent(value)}`).join('&')

/** https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/get (read 2026-11-27) */
export function readSpreadsheet(
  ctx: Ctx,
  fields: string,
  ranges: readonly string[] = [],
): Promise<HttpResponse> {
  const query = [listed('fields', [fields]), listed('ranges', ranges)].filter((one) => one !== '')
  return ctx.http.get(`${url(ctx, '')}?prettyPrint=false&${query.join('&')}`)
}

/**
 * Values column by column, as they are and not as they look.
 * https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/batchGet (read 2026-11-27)
 */
export function readColumns(ctx: Ctx, ranges: readonly string[]): Promise<HttpResponse> {
  const options =
    'majorDimension=COLUMNS&valueRenderOption=UNFORMATTED_VALUE&dateTimeRenderOption=SERIAL_NUMBER'
  const query = `prettyPrint=false&${options}&${listed('ranges', ranges)}`
  return ctx.http.get(`${url(ctx, '/values:batchGet')}?${query}`)
}

/**
 * All of the requests, or none of them.
 * https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/batchUpdate (read 2026-11-27)
 */
export function update(
  ctx: Ctx,
  requests: readonly UpdateRequest[],
  shown?: ShownRanges,
): Promise<HttpResponse> {
  const fields = shown === undefined ? '' : `&${listed('fields', [shown.fields])}`
  const more = { includeSpreadsheetInResponse: true, responseRanges: shown?.ranges }
  return ctx.http.post(`${url(ctx, ':batchUpdate')}?prettyPrint=false${fields}`, {
    json: { requests, ...(shown === undefined ? {} : more) },
    // Sent twice, it would append twice and delete the rows that have moved up.
    resendable: false,
    timeoutMs: updateTimeoutMs,
    ...(shown === undefined ? {} : { patienceMs: updatePatienceMs }),
  })
}
