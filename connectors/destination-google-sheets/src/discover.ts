import {
  field,
  jsonList,
  jsonObject,
  type Catalog,
  type Context,
  type DiscoveredObject,
  type Value,
} from '@revetl/sdk'
import { contentText } from './cells/cell.ts'
import { readColumns, readSpreadsheet } from './client.ts'
import type { Config } from './config.ts'
import { refusedRequest } from './refused-request.ts'
import { isStaging } from './replace/staging.ts'
import { headerRange } from './tab/a1.ts'

// Ranges travel in the address, which may not grow without bound.
const rangesMax = 50
const cellLengthMax = 50_000

/** The tabs of the spreadsheet with the columns that their first rows name. */
export async function discover(ctx: Context<Config>): Promise<Catalog> {
  const response = await readSpreadsheet(ctx, 'sheets(properties(title,sheetType))')
  if (!response.isOk) throw refusedRequest(response, 'list the tabs')
  const sheets = jsonList(jsonObject(response.json())['sheets'])
  const tabs = sheets.flatMap((sheet) => titleOf(jsonObject(sheet)['properties']) ?? [])
  const objects: DiscoveredObject[] = []
  for (let from = 0; from < tabs.length; from += rangesMax) {
    objects.push(...(await readHeaders(ctx, tabs.slice(from, from + rangesMax))))
  }
  return { objects, isOpen: ctx.config.createTabs }
}

/** A tab of cells: charts and connected data have none to write. */
function titleOf(properties: Value | undefined): string | undefined {
  const { title, sheetType = 'GRID' } = jsonObject(properties)
  return typeof title === 'string' && sheetType === 'GRID' && !isStaging(title) ? title : undefined
}

async function readHeaders(
  ctx: Context<Config>,
  titles: readonly string[],
): Promise<readonly DiscoveredObject[]> {
  const response = await readColumns(ctx, titles.map(headerRange))
  if (!response.isOk) throw refusedRequest(response, 'read the first rows of the tabs')
  const ranges = jsonList(jsonObject(response.json())['valueRanges'])
  return titles.map((name, index) => {
    const columns = jsonList(jsonObject(ranges[index])['values'])
    const header = columns.map((column) => contentText(jsonList(column)[0]).trim())
    const fields = header
      .filter((one) => one !== '')
      .map((one) => [one, field('string', { maxLength: cellLengthMax })] as const)
    const isOpen = ctx.config.addColumns || fields.length === 0
    return { name, fields: Object.fromEntries(fields), isOpen }
  })
}
