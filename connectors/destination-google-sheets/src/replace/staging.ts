import { jsonList, jsonObject, RevError, type RunContext } from '@revetl/sdk'
import { readSpreadsheet, update } from '../client.ts'
import type { Config } from '../config.ts'
import { toNumber } from '../to-number.ts'
import { refusedRequest } from '../refused-request.ts'
import { planColumns, type Columns } from '../tab/columns.ts'
import { addedSheet, addTab, readTab } from '../tab/read-tab.ts'

/** A hidden tab that is filled before it takes the place of another's rows. */
export interface Staging {
  readonly sheetId: number
  readonly columns: Columns
  /** Rows that are surely there, the place of the header included. */
  rows: number
  /** Rows that the grid has. */
  capacity: number
}

const prefix = '~rev '
const known = new WeakMap<Config, Map<string, Staging>>()

/** Whether a tab is one of rev's own. */
export function isStaging(title: string): boolean {
  return title.startsWith(prefix)
}

// A title has 100 characters at most; a sync has one staging tab at a time.
const titleOf = ({ run }: RunContext<Config>, name: string): string =>
  `${prefix}${run.sync} ${name}`.slice(0, 100)

/** Makes an empty staging tab for a tab, with the same columns. */
export async function openStaging(
  ctx: RunContext<Config>,
  name: string,
  fieldNames: readonly string[],
): Promise<void> {
  await removeStaging(ctx, name)
  const tab = await readTab(ctx, name)
  const columns = planColumns(tab, fieldNames, ctx.config)
  const gridProperties = { rowCount: 1, columnCount: columns.header.length }
  const title = titleOf(ctx, name)
  const added = addedSheet(await addTab(ctx, { title, hidden: true, gridProperties }))
  const sheetId = jsonObject(jsonObject(added)['properties'])['sheetId']
  if (typeof sheetId !== 'number') {
    throw new RevError('REV_HTTP_BODY', 'Failed to add a tab: Google does not say which.', {
      delivery: 'unknown',
    })
  }
  stagingsOf(ctx).set(title, { sheetId, columns, rows: 1, capacity: 1 })
}

/** The staging tab of a session. @throws `REV_CONNECTOR_CONTRACT` */
export function stagingOf(ctx: RunContext<Config>, name: string): Staging {
  const staging = stagingsOf(ctx).get(titleOf(ctx, name))
  if (staging) return staging
  throw new RevError('REV_CONNECTOR_CONTRACT', `Failed to replace ${name}: no session is open.`, {
    delivery: 'not-sent',
  })
}

/** Forgets the staging tab of a session, which is gone. */
export function forgetStaging(ctx: RunContext<Config>, name: string): void {
  stagingsOf(ctx).delete(titleOf(ctx, name))
}

/** The id of the staging tab in the spreadsheet, also one that an earlier run left. */
export async function findStaging(
  ctx: RunContext<Config>,
  name: string,
): Promise<number | undefined> {
  const response = await readSpreadsheet(ctx, 'sheets(properties(sheetId,title))')
  if (!response.isOk) throw refusedRequest(response, `read the tabs`)
  const sheets = jsonList(jsonObject(response.json())['sheets'])
  const all = sheets.map((sheet) => jsonObject(jsonObject(sheet)['properties']))
  const found = all.find(({ title }) => title === titleOf(ctx, name))
  return found === undefined ? undefined : toNumber(found['sheetId'])
}

/** Removes the staging tab. */
export async function removeStaging(ctx: RunContext<Config>, name: string): Promise<void> {
  forgetStaging(ctx, name)
  const sheetId = await findStaging(ctx, name)
  if (sheetId === undefined) return
  const response = await update(ctx, [{ deleteSheet: { sheetId } }])
  if (!response.isOk) throw refusedRequest(response, `remove what an earlier run left of ${name}`)
}

function stagingsOf({ config }: RunContext<Config>): Map<string, Staging> {
  const stagings = known.get(config) ?? new Map<string, Staging>()
  known.set(config, stagings)
  return stagings
}
