import { field, jsonObject, type Context, type ValueRecord } from '@revetl/sdk'
import { deleteInstance, readInstance, saveInstance } from '../client.ts'
import type { Config } from '../config.ts'
import { isTypeMissing, outcomeOf, refused } from '../outcomes.ts'
import { toBody, type BodyShape } from '../records/body.ts'
import { matchText } from '../records/matched.ts'
import { keyedObject } from './keyed-object.ts'

// https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/custom-object-instances (read 2026-11-27)
const instanceFields = {
  external_id: field('string', {
    title: 'External ID',
    description: 'Your own id of the instance.',
    unique: true,
    required: true,
    nullable: false,
  }),
  external_created_at: field('timestamptz', { title: 'Created with you' }),
  external_updated_at: field('timestamptz', { title: 'Updated with you' }),
}

const shape: BodyShape = { own: instanceFields, rest: 'custom_attributes' }

async function read(
  ctx: Context<Config>,
  type: string,
  externalId: string,
): Promise<ValueRecord | undefined> {
  const response = await readInstance(ctx, type, externalId)
  if (response.status === 404 && !isTypeMissing(response)) return undefined
  if (!response.isOk) throw refused(response)
  return jsonObject(response.json())
}

/** Whether the account has a custom object type; Intercom lists none. */
export async function hasType(ctx: Context<Config>, type: string): Promise<boolean> {
  const response = await readInstance(ctx, type, 'rev-looks-whether-the-type-is-there')
  if (isTypeMissing(response)) return false
  if (response.isOk || response.status === 404) return true
  throw refused(response)
}

/** Instances of a custom object type, by your own id. */
export const customObject = keyedObject(
  {
    title: 'Custom object',
    description: 'Instances of a custom object type, named by its identifier.',
    fields: instanceFields,
  },
  'external_id',
  {
    read,
    save: async (change, ctx, batch) => {
      const body = toBody(batch, change, shape)
      if ('refusal' in body) return body.refusal
      const effects = { create: 'created', update: 'updated' } as const
      const effect = effects[batch.operation as keyof typeof effects] ?? 'written'
      return outcomeOf(change, await saveInstance(ctx, batch.object.name, body.json), { effect })
    },
    isRemovedByKey: true,
    remove: async (change, _id, ctx, batch) => {
      const response = await deleteInstance(ctx, batch.object.name, matchText(batch, change))
      return outcomeOf(change, response, { effect: 'deleted', notFound: 'no-match' })
    },
  },
)
