import {
  jsonList,
  jsonObject,
  ok,
  unknown,
  type Batch,
  type HttpResponse,
  type Outcome,
  type RunContext,
} from '@revetl/sdk'
import { splitRows, wholeMask, wholeRow } from '../cells/row-cells.ts'
import { update } from '../client.ts'
import type { Config } from '../config.ts'
import { refusedRequest } from '../refused-request.ts'
import { planColumns } from '../tab/columns.ts'
import { inTurn } from '../tab/in-turn.ts'
import { readTab } from '../tab/read-tab.ts'
import { isNoted, noteBatch } from './batch-note.ts'

/**
 * Appends rows behind the last one. The same request notes the batch on the tab: a batch whose answer was lost is
 * looked up there before it is sent again.
 */
export function appendRows(batch: Batch, ctx: RunContext<Config>): Promise<readonly Outcome[]> {
  return inTurn(ctx.config, batch.object.name, () => append(batch, ctx))
}

async function append(batch: Batch, ctx: RunContext<Config>): Promise<readonly Outcome[]> {
  const { object, fields, idempotencyKey } = batch
  const { rows, refused } = splitRows(batch, ctx.config)
  if (rows.length === 0) return refused
  const tab = await readTab(ctx, object.name)
  const noteKey = `rev:append:${ctx.run.sync}`
  const note = tab.notes.get(noteKey)
  if (isNoted(note?.text, idempotencyKey)) {
    return [...refused, ...rows.map(({ change }) => ok(change, 'created'))]
  }
  const { places, requests } = planColumns(
    tab,
    fields.map(({ name }) => name),
    ctx.config,
  )
  const appendCells = {
    sheetId: tab.sheetId,
    rows: rows.map(({ cells }) => wholeRow(cells, places)),
    fields: wholeMask(fields, ctx.config),
  }
  const noted = noteBatch({ sheetId: tab.sheetId, key: noteKey, note }, idempotencyKey)
  const response = await update(ctx, [...requests, { appendCells }, noted])
  if (!response.isOk) throw refusedRequest(response, `append rows to ${object.name}`)
  const isTaken = repliesNote(response, requests.length + 2, idempotencyKey)
  const message = 'Google did not say that it took the rows.'
  const outcomes = rows.map(({ change }) =>
    isTaken ? ok(change, 'created') : unknown(change, { message }),
  )
  return [...refused, ...outcomes]
}

/** The note comes with the rows or not at all, so it stands for all of them. */
function repliesNote(response: HttpResponse, count: number, idempotencyKey: string): boolean {
  const replies = jsonList(jsonObject(response.json())['replies']).map(jsonObject)
  const notes = replies.flatMap(({ createDeveloperMetadata, updateDeveloperMetadata }) => [
    jsonObject(createDeveloperMetadata)['developerMetadata'],
    ...jsonList(jsonObject(updateDeveloperMetadata)['developerMetadata']),
  ])
  const texts = notes.map((note) => jsonObject(note)['metadataValue'])
  return (
    replies.length === count &&
    texts.some((text) => typeof text === 'string' && isNoted(text, idempotencyKey))
  )
}
