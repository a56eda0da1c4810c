import { field, object, RevError } from '@revetl/sdk'
import type {
  Batch,
  Change,
  FieldDefinitions,
  ObjectDefinition,
  Outcome,
  RunContext,
  ValueRecord,
} from '@revetl/sdk'
import { checkValues } from './attribute-value.ts'
import type { TrackArray } from './client.ts'
import { config, type Config } from './config.ts'
import { identifierFields, setOf, toIdentifiers } from './identifiers.ts'
import { trackObjects, valuesOf } from './track-objects.ts'

const shared = {
  ...identifierFields,
  time: field('timestamptz', { title: 'Time', required: true }),
  app_id: field('string', { title: 'App ID' }),
  _update_existing_only: field('boolean', {
    title: 'Existing users only',
    description: 'Whether a user that is not there is left out, not created.',
  }),
} satisfies FieldDefinitions

const eventFields = {
  ...shared,
  name: field('string', { title: 'Name', required: true, maxLength: 255 }),
} satisfies FieldDefinitions

const purchaseFields = {
  ...shared,
  product_id: field('string', { title: 'Product', required: true, maxLength: 255 }),
  currency: field('string', { title: 'Currency', description: 'As in ISO 4217.', required: true }),
  price: field('number', { title: 'Price', required: true }),
  quantity: field('integer', { title: 'Quantity', description: 'At most 100; default 1.' }),
} satisfies FieldDefinitions

/** Something that happened to a user; fields that Braze does not know are its properties. */
function toOccurrence(fields: FieldDefinitions, change: Change): ValueRecord {
  const values = Object.entries(valuesOf(change)).filter(([, value]) => value !== null)
  const set = setOf(valuesOf(change))
  if (set === undefined) throw new RevError('REV_VALUE_INVALID', 'It names no user.')
  const own = values.filter(
    ([name]) => Object.hasOwn(fields, name) && !Object.hasOwn(identifierFields, name),
  )
  const missing = Object.keys(fields).find(
    (name) => fields[name]?.required && !own.some(([given]) => given === name),
  )
  if (missing !== undefined) throw new RevError('REV_VALUE_INVALID', `${missing} has no value.`)
  const properties = Object.fromEntries(values.filter(([name]) => !Object.hasOwn(fields, name)))
  checkValues({ ...properties, ...Object.fromEntries(own) })
  return { ...Object.fromEntries(own), ...toIdentifiers(set, valuesOf(change)), properties }
}

function occurrences<const Fields extends FieldDefinitions>(
  title: string,
  array: TrackArray,
  fields: Fields,
): ObjectDefinition<Fields, Config> {
  return object(config, {
    title,
    fields,
    isOpen: true,
    operations: {
      append: {
        // 75 objects a request and 4 MB: https://www.braze.com/docs/api/endpoints/user_data/post_user_track/ (read 2026-11-27)
        batch: { recordsMax: 75, bytesMax: 3_900_000, uniqueBy: 'none' },
        atomicity: 'per-record',
        // "each event ingested into Braze has its own event ID, so duplicate events are treated as separate" (same page)
        resend: 'unsafe',
        write: (batch: Batch<Fields>, ctx: RunContext<Config>): Promise<readonly Outcome[]> =>
          trackObjects(
            array,
            batch.changes as readonly Change[],
            { toInput: (one) => toOccurrence(fields, one) },
            ctx,
          ),
      },
    },
  })
}

/** What users did. */
export const events = occurrences('Events', 'events', eventFields)

/** What users bought. */
export const purchases = occurrences('Purchases', 'purchases', purchaseFields)
