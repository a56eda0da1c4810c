import {
  isRevError,
  jsonList,
  jsonObject,
  ok,
  RevError,
  unknown,
  type Batch,
  type OperationSession,
  type Outcome,
  type RunContext,
  type SessionInfo,
} from '@revetl/sdk'
import { splitRows, wholeMask, wholeRow } from '../cells/row-cells.ts'
import { update, type UpdateRequest } from '../client.ts'
import type { Config } from '../config.ts'
import { refusedRequest } from '../refused-request.ts'
import { forgetTab } from '../tab/known-tabs.ts'
import { planColumns } from '../tab/columns.ts'
import { readTab } from '../tab/read-tab.ts'
import { pasteRequests } from './paste-requests.ts'
import { findStaging, forgetStaging, openStaging, removeStaging, stagingOf } from './staging.ts'

type Ctx = RunContext<Config>

/** Replaces the rows of a tab at once: they are staged in a hidden tab, and pasted with one request. */
export const replaceSession: OperationSession<Config> = {
  open: ({ object, fields }, ctx) =>
    openStaging(
      ctx,
      object.name,
      fields.map(({ name }) => name),
    ),
  commit,
  abort: ({ object }, ctx) => removeStaging(ctx, object.name),
}

/** Stages the records of a batch. A batch that failed is written over by the next one. */
export async function stageRows(batch: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  const staging = stagingOf(ctx, batch.object.name)
  const { rows: good, refused } = splitRows(batch, ctx.config)
  if (good.length === 0) return refused
  const { sheetId, columns, rows, capacity } = staging
  const needed = rows + good.length
  const updateCells = {
    start: { sheetId, rowIndex: rows, columnIndex: 0 },
    rows: good.map(({ cells }) => wholeRow(cells, columns.places)),
    fields: wholeMask(batch.fields, ctx.config),
  }
  const requests = [...(needed > capacity ? [growTo(sheetId, needed)] : []), { updateCells }]
  const isDone = await sendAll(ctx, requests, `stage rows of ${batch.object.name}`)
  const message = 'Google did not say that it took the rows.'
  if (!isDone) return [...refused, ...good.map(({ change }) => unknown(change, { message }))]
  Object.assign(staging, { rows: needed, capacity: Math.max(needed, capacity) })
  return [...refused, ...good.map(({ change }) => ok(change, 'created'))]
}

async function commit({ object, fields }: SessionInfo, ctx: Ctx): Promise<void> {
  const { name } = object
  const staging = stagingOf(ctx, name)
  const tab = await readTab(ctx, name)
  const columns = planColumns(
    tab,
    fields.map((field) => field.name),
    ctx.config,
  )
  const isSame = [...columns.places].every(
    ([field, place]) => staging.columns.places.get(field) === place,
  )
  if (!isSame) throw unfinished(name, 'its columns were moved meanwhile')
  const more = staging.rows - tab.rowCount
  // By how many and not to how many: somebody may be adding rows as well.
  const append = { appendDimension: { sheetId: tab.sheetId, dimension: 'ROWS', length: more } }
  const paste = pasteRequests(staging, { sheetId: tab.sheetId, fields, rules: ctx.config })
  const deleteSheet = { deleteSheet: { sheetId: staging.sheetId } }
  const requests = [...columns.requests, ...(more > 0 ? [append] : []), ...paste, deleteSheet]
  const isDone = await sendAll(ctx, requests, `replace ${name}`).catch(async (error: unknown) => {
    if (!isRevError(error) || error.delivery !== 'unknown') throw error
    return false
  })
  // The staging tab goes with the same request that pastes its rows.
  if (!isDone && (await findStaging(ctx, name)) !== undefined) {
    throw unfinished(name, 'Google did not say that it did')
  }
  forgetStaging(ctx, name)
  forgetTab(ctx, name)
}

/** @returns whether the answer has a reply to each request. */
async function sendAll(
  ctx: Ctx,
  requests: readonly UpdateRequest[],
  what: string,
): Promise<boolean> {
  const response = await update(ctx, requests)
  if (!response.isOk) throw refusedRequest(response, what)
  return jsonList(jsonObject(response.json())['replies']).length === requests.length
}

const growTo = (sheetId: number, rowCount: number): UpdateRequest => ({
  updateSheetProperties: {
    properties: { sheetId, gridProperties: { rowCount } },
    fields: 'gridProperties.rowCount',
  },
})

function unfinished(name: string, why: string): RevError {
  return new RevError('REV_RECORD_TRANSIENT', `Failed to replace ${name}: ${why}.`, {
    delivery: 'not-applied',
    hint: 'The tab is as it was before. Run again.',
  })
}
