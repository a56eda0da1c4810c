// Google Sheets as its documents and its users describe it, for tests. Nothing here knows the connector.
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import {
  reply,
  route,
  serveSimulator,
  startSimulator,
  type Exchange,
  type Simulator,
} from '@revetl/testkit/simulator'
import { batchUpdate } from './simulator/batch-update.ts'
import { applyMask } from './simulator/field-mask.ts'
import { parseRange } from './simulator/ranges.ts'
import { refusal, Refused } from './simulator/refusal.ts'
import { showColumns, showSpreadsheet } from './simulator/show-spreadsheet.ts'
import { serviceAccountKey, Tokens } from './simulator/tokens.ts'
import { emptySheet, plainRows, type Sheet, type Workbook } from './simulator/workbook.ts'

/** A simulated spreadsheet. */
export interface SheetsOptions {
  /** Tabs with the texts of their first rows. */
  readonly tabs?: Readonly<Record<string, readonly string[]>>
  /** Reads and writes of a user in a minute; default 60 each. */
  readonly requestsMax?: number
  readonly onExchange?: (exchange: Exchange) => void
  /** What a person does between two requests. */
  readonly beforeUpdate?: (workbook: Workbook) => void
}

/** Google Sheets on 127.0.0.1 with one spreadsheet. */
export interface SheetsSimulator extends Simulator {
  readonly tokens: Tokens
  /** The spreadsheet as it is now. */
  workbook(): Workbook
  tab(title: string): Sheet
  /** The bare values of a tab, the first row included. */
  rows(title: string): (string | number | boolean)[][]
}

/** The id of the simulated spreadsheet. */
export const spreadsheetId = '1simulated_spreadsheet-id'

/** Starts a simulated spreadsheet. */
export async function startSheets(options: SheetsOptions = {}): Promise<SheetsSimulator> {
  const { tabs = {}, requestsMax = 60, onExchange, beforeUpdate } = options
  let workbook = makeWorkbook(tabs)
  const tokens = new Tokens()
  const simulator: Simulator = await startSimulator({
    routes: [
      route('POST', '/token', ({ text }, _params, { nowMs }) =>
        tokens.give(new URLSearchParams(text), `${simulator.url}/token`, nowMs),
      ),
      route('GET', '/v4/spreadsheets/:id', ({ query }, { id }) => {
        if (!isOurs(id)) return notFound()
        return attempt(() => {
          const blocks = query.getAll('ranges').map((range) => parseRange(workbook, range))
          return reply(200, applyMask(showSpreadsheet(workbook, blocks), query.get('fields')))
        })
      }),
      route('GET', '/v4/spreadsheets/:id/values:batchGet', ({ query }, { id }) => {
        if (!isOurs(id)) return notFound()
        return attempt(() => {
          const ranges = query.getAll('ranges')
          const valueRanges = ranges.map((range) => showColumns(parseRange(workbook, range), range))
          return reply(200, { spreadsheetId, valueRanges })
        })
      }),
      route('POST', '/v4/spreadsheets/:call', ({ json, query }, { call }, { accept }) => {
        if (call !== `${spreadsheetId}:batchUpdate`) return notFound()
        const body = json as { requests: Record<string, unknown>[]; responseRanges?: string[] }
        return attempt(() => {
          beforeUpdate?.(workbook)
          const done = batchUpdate(workbook, body.requests)
          const blocks = (body.responseRanges ?? []).map((one) => parseRange(done.workbook, one))
          const updatedSpreadsheet = showSpreadsheet(done.workbook, blocks)
          workbook = done.workbook
          done.touched.forEach(accept)
          const answer = { spreadsheetId, replies: done.replies }
          const shown = body.responseRanges === undefined ? {} : { updatedSpreadsheet }
          return reply(200, applyMask({ ...answer, ...shown }, query.get('fields')))
        })
      }),
    ],
    isAuthorized: (request) => tokens.isGood(request),
    // https://developers.google.com/workspace/sheets/api/limits (read 2026-11-27)
    quotas: [
      { name: 'ReadRequestsPerMinutePerUser', max: requestsMax, perMs: 60_000, appliesTo: isRead },
      {
        name: 'WriteRequestsPerMinutePerUser',
        max: requestsMax,
        perMs: 60_000,
        appliesTo: isWrite,
      },
    ],
    errors: {
      unauthorized: () =>
        refusal(
          401,
          'Request had invalid authentication credentials. Expected OAuth 2 access token.',
        ),
      throttled: ({ name }) =>
        refusal(429, `Quota exceeded for quota metric and limit '${name}'.`, 'RATE_LIMIT_EXCEEDED'),
      notFound,
      forbidden: () => refusal(403, 'The caller does not have permission'),
    },
    resultLists: (body) => resultsOf(body),
    foreignResult: () => ({ startRow: 900, rowData: [] }),
    showState: () => workbook,
    ...(onExchange === undefined ? {} : { onExchange }),
  })
  const tab = (title: string): Sheet => {
    const found = workbook.sheets.find((sheet) => sheet.title === title)
    if (!found) throw new Error(`There is no tab ${title}.`)
    return found
  }
  return Object.assign(simulator, {
    tokens,
    workbook: () => workbook,
    tab,
    rows: (title: string) => plainRows(tab(title)),
  })
}

// Ids and methods are one part of the path: `/v4/spreadsheets/ID:batchUpdate`.
const isOurs = (id: string) => id === spreadsheetId
const notFound = () => refusal(404, 'Requested entity was not found.')
const isRead = ({ method }: { method: string }) => method === 'GET'
const isWrite = ({ method, path }: { method: string; path: string }) =>
  method === 'POST' && path.startsWith('/v4/')

function makeWorkbook(tabs: Readonly<Record<string, readonly string[]>>): Workbook {
  const sheets = Object.entries(tabs).map(([title, header], index) => {
    const sheet = emptySheet(index, title)
    if (header.length > 0) {
      sheet.rows.push(header.map((stringValue) => ({ userEnteredValue: { stringValue } })))
    }
    return sheet
  })
  return { spreadsheetId, title: 'Simulated', sheets, nextId: 1000 }
}

function attempt(work: () => ReturnType<typeof reply>) {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refused) return refusal(error.code, error.message)
    throw error
  }
}

/** The shown ranges, each of which is found by where it starts; else the replies, one for each request. */
function resultsOf(body: unknown): unknown[][] {
  const { replies, updatedSpreadsheet } = (body ?? {}) as {
    replies?: unknown[]
    updatedSpreadsheet?: { sheets?: { data?: unknown[] }[] }
  }
  const grids = (updatedSpreadsheet?.sheets ?? []).flatMap(({ data }) => (data ? [data] : []))
  return grids.length > 0 ? grids : replies === undefined ? [] : [replies]
}

/** Runs until it is told to stop, with the key of a service account in a file. */
async function serve(): Promise<void> {
  const { values } = parseArgs({ options: { key: { type: 'string', default: 'key.json' } } })
  await writeFile(values.key, serviceAccountKey, { mode: 0o600 })
  await serveSimulator(await startSheets(), { spreadsheet: spreadsheetId })
}

if (import.meta.main) await serve()
