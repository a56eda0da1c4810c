import { field, object } from '@revetl/sdk'
import { config } from '../config.ts'
import { writeMembers } from '../links/write-members.ts'

const shared = {
  matchOn: [['list_id', 'object', 'property', 'value']],
  // A list takes far more at once; finding the records takes a request for each hundred.
  batch: { recordsMax: 1000 },
  atomicity: 'per-record',
  resend: 'safe',
} as const

/** Members of static lists. HubSpot keeps the members of active lists itself. */
export const listMembers = object(config, {
  title: 'List members',
  fields: {
    list_id: field('string', { title: 'List', description: 'Its ILS list id.', required: true }),
    object: field('string', { title: 'Object of the record', required: true }),
    property: field('string', { title: 'Property that finds it', required: true }),
    value: field('string', { title: 'Value of that property', required: true }),
  },
  operations: {
    add: { ...shared, write: writeMembers('add') },
    remove: { ...shared, write: writeMembers('remove') },
  },
})
