import { field } from '@revetl/sdk'
import { crmObject, recordId } from './crm-object.ts'

/** Requests of customers. */
export const tickets = crmObject(
  'Tickets',
  {
    ...recordId,
    subject: field('string', { title: 'Ticket name' }),
    content: field('string', { title: 'Ticket description' }),
    hs_pipeline: field('string', { title: 'Pipeline' }),
    hs_pipeline_stage: field('string', { title: 'Ticket status' }),
  },
  { matchOn: [['hs_object_id']], upsertSends: 'changed' },
)
