import { numberFromText, sendGroups, settleBulk } from '@revetl/sdk'
import type { Batch, Outcome, RunContext, ValueRecord } from '@revetl/sdk'
import { refusedRequest } from '../answers/refused-request.ts'
import {
  createCollection,
  deleteCollection,
  updateCollection,
  upsertCollection,
} from '../client.ts'
import type { Config } from '../config.ts'
import type { Written } from '../outcomes.ts'
import { isNumeric } from '../records/find-ids.ts'
import type { KnownRow } from '../records/row.ts'
import { readResults } from './read-results.ts'
import { toRecordBody } from './record-body.ts'

// 200 records a call: https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-upsert.html
// (read 2026-11-27)
const recordsMax = 200

/** Sends rows as collections, one after the other: calls side by side lock each other's parent records. */
export function sendCollections(
  batch: Batch,
  written: Written,
  rows: readonly KnownRow[],
  ctx: RunContext<Config>,
): Promise<readonly Outcome[]> {
  const groups: (readonly KnownRow[])[] = []
  for (let start = 0; start < rows.length; start += recordsMax) {
    groups.push(rows.slice(start, start + recordsMax))
  }
  return sendGroups(groups, { inFlightMax: 1, signal: ctx.signal }, async (group) => {
    const response = await request(batch, written, group, ctx)
    if (!response.isOk) throw refusedRequest(response, `${batch.operation} ${batch.object.name}`)
    return settleBulk(group, readResults(written, group, response))
  })
}

function request(
  { object: { name, fields }, operation }: Batch,
  { matchField }: Written,
  rows: readonly KnownRow[],
  ctx: RunContext<Config>,
) {
  const bodies = (identityOf: (row: KnownRow) => ValueRecord) =>
    rows.map((row) => toRecordBody(name, row, identityOf(row)))
  const withMatch = (row: KnownRow): ValueRecord =>
    matchField === undefined || row.match === '' ? {} : { [matchField]: matchValue(row) }
  const matchValue = ({ match }: KnownRow) =>
    isNumeric(fields[matchField ?? '']?.type) ? numberFromText(match) : match
  switch (operation) {
    case 'delete':
      return deleteCollection(
        ctx,
        rows.map(({ recordId = '' }) => recordId),
      )
    case 'update':
      return updateCollection(
        ctx,
        bodies(({ recordId = '' }) => ({ id: recordId })),
      )
    case 'upsert': {
      const target = { object: name, matchField: matchField ?? '' }
      return upsertCollection(ctx, target, bodies(withMatch))
    }
    default:
      return createCollection(ctx, bodies(withMatch))
  }
}
