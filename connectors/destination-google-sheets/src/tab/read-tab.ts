import {
  configError,
  jsonList,
  jsonObject,
  jsonText,
  type Context,
  type HttpResponse,
  type Value,
} from '@revetl/sdk'
import { contentText } from '../cells/cell.ts'
import { readColumns, readSpreadsheet, update } from '../client.ts'
import type { Config } from '../config.ts'
import { toNumber } from '../to-number.ts'
import { refusedRequest } from '../refused-request.ts'
import { headerRange, tabRange } from './a1.ts'

/** A tab as it was when it was read. */
export interface Tab {
  readonly sheetId: number
  readonly title: string
  readonly rowCount: number
  readonly columnCount: number
  /** The texts of its first row. */
  readonly header: readonly string[]
  /** What rev noted on the tab, by key. */
  readonly notes: ReadonlyMap<string, { readonly id: number; readonly text: string }>
}

const fields =
  'sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),developerMetadata(metadataId,metadataKey,metadataValue),data(rowData(values(effectiveValue))))'

/** Reads a tab by its name; nothing where there is none. */
export async function findTab(ctx: Context<Config>, title: string): Promise<Tab | undefined> {
  const response = await readSpreadsheet(ctx, fields, [headerRange(title)])
  if (!response.isOk) {
    const isMissing = response.status === 400 && /unable to parse range/i.test(response.text())
    if (isMissing) return undefined
    throw refusedRequest(response, `read the tab ${title}`)
  }
  const tab = toTab(jsonList(jsonObject(response.json())['sheets'])[0])
  if (tab.header.every((name) => name === '')) await requireEmpty(ctx, title)
  return tab
}

/** Reads a tab by its name, and makes it where it is not there and may be made. @throws `REV_CONFIG_INVALID`, … */
export async function readTab(ctx: Context<Config>, title: string): Promise<Tab> {
  const tab = await findTab(ctx, title)
  if (tab !== undefined) return tab
  if (!ctx.config.createTabs) throw missingTab(title)
  return toTab(addedSheet(await addTab(ctx, { title })))
}

/** Rows below an empty first row belong to columns that nobody has named. */
async function requireEmpty(ctx: Context<Config>, title: string): Promise<void> {
  const response = await readColumns(ctx, [tabRange(title)])
  if (!response.isOk) throw refusedRequest(response, `read the tab ${title}`)
  const [range] = jsonList(jsonObject(response.json())['valueRanges'])
  if (jsonList(jsonObject(range)['values']).length === 0) return
  throw configError(`Failed to write to ${title}: its first row is empty, and others are not.`, {
    delivery: 'not-applied',
    hint: 'Write the names of the columns into the first row.',
  })
}

/** Adds a tab. */
export async function addTab(
  ctx: Context<Config>,
  properties: Readonly<Record<string, unknown>>,
): Promise<HttpResponse> {
  const response = await update(ctx, [{ addSheet: { properties } }])
  if (!response.isOk) throw refusedRequest(response, `add the tab ${String(properties['title'])}`)
  return response
}

/** What the answer says of a tab that was added. */
export function addedSheet(response: HttpResponse): Value {
  const { replies } = jsonObject(response.json())
  return jsonObject(jsonObject(jsonList(replies)[0])['addSheet'])
}

function toTab(sheet: Value | undefined): Tab {
  const { properties, data, developerMetadata } = jsonObject(sheet)
  const { sheetId, title, gridProperties } = jsonObject(properties)
  if (typeof title !== 'string') throw configError('Failed to read the tab: Google names none.')
  const { rowCount, columnCount } = jsonObject(gridProperties)
  return {
    sheetId: toNumber(sheetId),
    title,
    rowCount: toNumber(rowCount),
    columnCount: toNumber(columnCount),
    header: rowTexts(jsonList(jsonObject(jsonList(data)[0])['rowData'])[0]),
    notes: new Map(jsonList(developerMetadata).map(jsonObject).map(toNote)),
  }
}

/** The texts of a row of grid data. */
export function rowTexts(row: Value | undefined): readonly string[] {
  return jsonList(jsonObject(row)['values']).map((cell) => {
    const content = jsonObject(jsonObject(cell)['effectiveValue'])
    return contentText(Object.values(content)[0]).trim()
  })
}

const toNote = (note: ReturnType<typeof jsonObject>) => {
  const { metadataId, metadataKey, metadataValue } = note
  const text = jsonText(metadataValue) ?? ''
  return [jsonText(metadataKey) ?? '', { id: toNumber(metadataId), text }] as const
}

function missingTab(title: string) {
  return configError(`Failed to write to ${title}: the spreadsheet has no tab of this name.`, {
    delivery: 'not-applied',
    hint: 'Check the name of the object, or set createTabs.',
  })
}
