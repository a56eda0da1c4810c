import { jsonList, jsonObject, jsonText, RevError, type Batch, type Context } from '@revetl/sdk'
import { refusedRequest } from '../answers/refused-request.ts'
import { readVendorError } from '../answers/vendor-error.ts'
import type { Config } from '../config.ts'
import { readBatch } from '../client.ts'
import { matchText, recordIdProperty } from './prepare.ts'

/** A record as HubSpot has it. */
export interface StoredRecord {
  readonly id: string
  readonly properties: Readonly<Record<string, string | undefined>>
}

/** Which records are read, and what of them. */
export interface RecordQuery {
  readonly type: string
  readonly idProperty: string
  readonly ids: readonly string[]
  readonly properties: readonly string[]
}

// https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide (read 2026-11-22)
const recordsMax = 100
// A contact is also found by its other addresses, which its `email` does not show.
const otherEmails = 'hs_additional_emails'

/**
 * Reads records by lower-cased match value. One that HubSpot says is not there is left out.
 * @throws `REV_HTTP_BODY` where HubSpot does not account for every record that was asked for
 */
export async function readRecords(
  ctx: Context<Config>,
  query: RecordQuery,
): Promise<ReadonlyMap<string, StoredRecord>> {
  const found = new Map<string, StoredRecord>()
  for (let start = 0; start < query.ids.length; start += recordsMax) {
    const ids = query.ids.slice(start, start + recordsMax)
    await readSome(ctx, { ...query, ids }, found)
  }
  return found
}

async function readSome(
  ctx: Context<Config>,
  { type, idProperty, ids, properties }: RecordQuery,
  found: Map<string, StoredRecord>,
): Promise<void> {
  const isById = idProperty === recordIdProperty
  const response = await readBatch(ctx, type, {
    ids,
    idProperty: isById ? undefined : idProperty,
    properties: [...properties, idProperty, ...(idProperty === 'email' ? [otherEmails] : [])],
  })
  if (!response.isOk) throw refusedRequest(response, `read ${type}`)
  const { results, errors } = jsonObject(response.json())
  for (const result of jsonList(results).map(jsonObject)) {
    const record = toStoredRecord(result)
    for (const name of namesOf(record, idProperty)) found.set(name.toLowerCase(), record)
  }
  const absent = new Set(jsonList(errors).flatMap((error) => readVendorError(error).ids))
  const lost = ids.filter((id) => !found.has(id.toLowerCase()) && !absent.has(id))
  if (lost.length === 0) return
  throw new RevError('REV_HTTP_BODY', `Failed to read ${type}: HubSpot left out ${lost.length}.`, {
    delivery: 'not-applied',
  })
}

function toStoredRecord(result: ReturnType<typeof jsonObject>): StoredRecord {
  const properties = Object.entries(jsonObject(result['properties']))
  return {
    id: jsonText(result['id']) ?? '',
    properties: Object.fromEntries(properties.map(([name, value]) => [name, jsonText(value)])),
  }
}

function namesOf({ id, properties }: StoredRecord, idProperty: string): readonly string[] {
  if (idProperty === recordIdProperty) return [id]
  const others = idProperty === 'email' ? (properties[otherEmails] ?? '').split(';') : []
  return [properties[idProperty] ?? '', ...others].filter((name) => name !== '')
}

/** The record ids of a batch by lower-cased match value; those given as such are taken as they are. */
export async function findRecordIds(
  batch: Batch,
  ctx: Context<Config>,
): Promise<ReadonlyMap<string, string>> {
  const [idProperty = recordIdProperty] = batch.matchOn
  const texts = batch.changes
    .map((change) => matchText(batch, change))
    .filter((text) => text !== '')
  const ids = [...new Set(texts)]
  if (idProperty === recordIdProperty || ids.length === 0) {
    return new Map(ids.map((id) => [id.toLowerCase(), id]))
  }
  const found = await readRecords(ctx, { type: batch.object.name, idProperty, ids, properties: [] })
  return new Map([...found].map(([name, { id }]) => [name, id]))
}
