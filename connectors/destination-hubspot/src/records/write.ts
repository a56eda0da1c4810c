import { skipped, type Batch, type Outcome, type RunContext } from '@revetl/sdk'
import type { Config } from '../config.ts'
import { sendBatch, type BatchEndpoint } from '../client.ts'
import type { WriteOperation } from '../answers/record-outcome.ts'
import { outcomesOf } from '../outcomes.ts'
import { matchText, prepareBatch, recordIdProperty, type Prepared } from './prepare.ts'
import { findRecordIds } from './read.ts'

type Ctx = RunContext<Config>

/** Updates or creates by a unique property; by record id HubSpot can only update. */
export function upsertRecords(batch: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  const idProperty = batch.matchOn[0] ?? recordIdProperty
  const isById = idProperty === recordIdProperty
  const prepared = prepareBatch(batch, batch.matchOn, (change, properties) => ({
    id: matchText(batch, change),
    ...(isById ? {} : { idProperty }),
    objectWriteTraceId: change.id,
    properties,
  }))
  return send(batch, ctx, { operation: 'upsert', endpoint: isById ? 'update' : 'upsert', prepared })
}

/** Creates records; one that is there already is left alone. */
export function createRecords(batch: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  const prepared = prepareBatch(batch, [], (change, properties) => ({
    objectWriteTraceId: change.id,
    properties,
    associations: [],
  }))
  return send(batch, ctx, { operation: 'create', endpoint: 'create', prepared })
}

/** Updates records that are there. Contacts can only be updated by record id, so ids are looked up first. */
export async function updateRecords(batch: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  const ids = await findRecordIds(batch, ctx)
  const prepared = prepareBatch(batch, batch.matchOn, (change, properties) => ({
    id: ids.get(matchText(batch, change).toLowerCase()) ?? '',
    objectWriteTraceId: change.id,
    properties,
  }))
  const absent = prepared.sent.filter(({ input }) => input.id === '')
  const sent = prepared.sent.filter(({ input }) => input.id !== '')
  const settled = [...prepared.settled, ...absent.map(({ change }) => skipped(change, 'no-match'))]
  const outcomes = { sent, settled }
  return send(batch, ctx, { operation: 'update', endpoint: 'update', prepared: outcomes })
}

async function send(
  batch: Batch,
  ctx: Ctx,
  what: { operation: WriteOperation; endpoint: BatchEndpoint; prepared: Prepared },
): Promise<readonly Outcome[]> {
  const { sent, settled } = what.prepared
  if (sent.length === 0) return settled
  const inputs = sent.map(({ input }) => input)
  const response = await sendBatch(ctx, batch.object.name, what.endpoint, inputs)
  return [...settled, ...outcomesOf(what.operation, sent, response)]
}
