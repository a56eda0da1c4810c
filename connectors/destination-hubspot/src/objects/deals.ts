import { field } from '@revetl/sdk'
import { crmObject, recordId } from './crm-object.ts'

/** Sales under way. */
export const deals = crmObject(
  'Deals',
  {
    ...recordId,
    dealname: field('string', { title: 'Deal name' }),
    amount: field('decimal', { title: 'Amount' }),
    closedate: field('timestamptz', { title: 'Close date' }),
    pipeline: field('string', { title: 'Pipeline' }),
    dealstage: field('string', { title: 'Deal stage' }),
  },
  { matchOn: [['hs_object_id']], upsertSends: 'changed' },
)
