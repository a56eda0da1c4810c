import {
  configError,
  field,
  object,
  ok,
  prepareChanges,
  rejected,
  RevError,
  sendWithoutRefused,
} from '@revetl/sdk'
import type {
  Batch,
  Change,
  FieldDefinitions,
  HttpResponse,
  Outcome,
  PreparedChange,
  RunContext,
  ValueRecord,
  VendorReason,
} from '@revetl/sdk'
import { brazeReason, catalogRefusal, parseBody, readAnswer, successAnswer } from './answers.ts'
import { writeItems } from './client.ts'
import { config, type Config } from './config.ts'
import { idText } from './identifiers.ts'
import { valuesOf } from './track-objects.ts'

type Ctx = RunContext<Config>
type Method = Parameters<typeof writeItems>[1]

const prefix = 'catalog_'

/** The name of the object for a catalog. */
export const objectOf = (catalog: string): string => `${prefix}${catalog}`

const fields = {
  id: field('string', {
    title: 'ID',
    description: 'Letters, digits, hyphens and underscores.',
    required: true,
    unique: true,
    maxLength: 250,
  }),
} satisfies FieldDefinitions

/**
 * New items are written whole: what is not sent of one that is there would be gone. Items that rev wrote before are
 * edited, by what has changed.
 */
async function upsertItems(batch: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  const edited = batch.changes.filter(({ kind }) => kind === 'changed')
  const replaced = batch.changes.filter(({ kind }) => kind !== 'changed')
  if (replaced.length > 0) refuseGaps(batch)
  return [
    ...(replaced.length > 0 ? await send('PUT', { ...batch, changes: replaced }, ctx) : []),
    ...(edited.length > 0 ? await send('PATCH', { ...batch, changes: edited }, ctx) : []),
  ]
}

function refuseGaps({ object: { name, fields: known }, fields: mapped }: Batch): void {
  const names = new Set(mapped.map((one) => one.name))
  const left = Object.keys(known).filter((one) => !names.has(one))
  if (left.length === 0) return
  throw configError(
    `Failed to write items of ${name}: they are replaced whole, and ${left.join(', ')} would be emptied.`,
    { hint: 'Map every field of the catalog; a constant null says that one is to be empty.' },
  )
}

async function send(method: Method, batch: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  const catalog = batch.object.name.slice(prefix.length)
  const toInput = (change: Change) => toItem(method, valuesOf(change))
  const { ready, settled } = prepareChanges(batch.changes, { toInput })
  const { response, sent, refused } = await sendWithoutRefused(ready, {
    send: (some) =>
      writeItems(
        ctx,
        method,
        catalog,
        some.map(({ input }) => input),
      ),
    refusedBy,
    explain: brazeReason,
  })
  // The answer 202 says that the items will be written: nobody tells when.
  if (response !== undefined) readAnswer(successAnswer, response)
  const rejections = [...refused].map(([id, reason]) => rejected({ id }, reason))
  return [...settled, ...rejections, ...sent.map((one) => ok(one, 'accepted'))]
}

/** What is null is left out of an item that is replaced whole. */
function toItem(method: Method, { id: given, ...values }: ValueRecord): ValueRecord {
  const id = idText(given)
  if (id === '') throw new RevError('REV_VALUE_INVALID', 'id has no value.')
  return method === 'PATCH' ? { id, ...values } : { id, ...withoutNulls(values) }
}

const withoutNulls = (values: ValueRecord): ValueRecord =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))

/** The items that a refusal names by their ids: https://www.braze.com/docs/api/endpoints/catalogs/catalog_items/asynchronous/put_update_catalog_items/ (read 2026-11-27) */
function refusedBy(
  response: HttpResponse,
  items: readonly PreparedChange<Change, ValueRecord>[],
): ReadonlyMap<string, VendorReason> {
  const ids = new Map(items.map(({ id, input }) => [idText(input['id']), id]))
  const reasons = new Map<string, VendorReason>()
  for (const { id: vendorCode, message, parameters, parameter_values: values } of parseBody(
    catalogRefusal,
    response,
  )?.errors ?? []) {
    const at = parameters.indexOf('id')
    const named = (at === -1 ? [] : values.flat()).flatMap((value) => ids.get(String(value)) ?? [])
    if (named.length === 0) return new Map()
    for (const id of named) reasons.set(id, { message, vendorCode })
  }
  return response.status === 400 ? reasons : new Map()
}

const shared = {
  matchOn: [['id']],
  // 50 items a request: https://www.braze.com/docs/api/endpoints/catalogs/catalog_items/asynchronous/put_update_catalog_items/ (read 2026-11-27)
  batch: { recordsMax: 50, bytesMax: 3_900_000, uniqueBy: 'matchKey' },
  atomicity: 'all-or-nothing',
  resend: 'safe',
} as const

/** The items of one catalog: `discover` names an object for each catalog of the workspace. */
export const catalog = object(config, {
  title: 'Items of a catalog',
  fields,
  operations: {
    upsert: { ...shared, sends: 'changed', write: upsertItems },
    delete: { ...shared, write: (batch, ctx) => send('DELETE', batch, ctx) },
  },
})
