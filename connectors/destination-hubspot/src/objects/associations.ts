import { field, object } from '@revetl/sdk'
import { config } from '../config.ts'
import { writeAssociations } from '../links/write-associations.ts'

const side = ['object', 'property', 'value'] as const
const pair = [
  ...side.map((name) => `from_${name}` as const),
  ...side.map((name) => `to_${name}` as const),
]

const shared = {
  matchOn: [pair, [...pair, 'label_category', 'label_id']],
  // A write takes 2,000, seen in the field; half of that keeps the lookups before it short:
  // https://docs.workato.com/en/connectors/hubspot/actions/associate-records-batch.html (read 2026-11-27)
  batch: { recordsMax: 1000 },
  atomicity: 'per-record',
  resend: 'safe',
} as const

/** Links between records, each side named by an object, a unique property of it and the property's value. */
export const associations = object(config, {
  title: 'Associations',
  fields: {
    from_object: field('string', { title: 'Object of the first record', required: true }),
    from_property: field('string', { title: 'Property that finds it', required: true }),
    from_value: field('string', { title: 'Value of that property', required: true }),
    to_object: field('string', { title: 'Object of the second record', required: true }),
    to_property: field('string', { title: 'Property that finds it', required: true }),
    to_value: field('string', { title: 'Value of that property', required: true }),
    label_category: field('string', {
      title: 'Category of the label',
      enum: ['HUBSPOT_DEFINED', 'INTEGRATOR_DEFINED', 'USER_DEFINED', 'WORK'],
    }),
    label_id: field('integer', { title: 'Type id of the label; none for a plain association' }),
  },
  operations: {
    upsert: { ...shared, write: writeAssociations('create') },
    delete: { ...shared, write: writeAssociations('archive') },
  },
})
