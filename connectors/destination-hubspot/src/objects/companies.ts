import { field } from '@revetl/sdk'
import { crmObject, recordId } from './crm-object.ts'

/** Organisations. Their domain is not unique to the API, so they match by record id or a unique property. */
export const companies = crmObject(
  'Companies',
  {
    ...recordId,
    name: field('string', { title: 'Company name' }),
    domain: field('string', { title: 'Company domain name' }),
    phone: field('string', { title: 'Phone number' }),
    city: field('string', { title: 'City' }),
    industry: field('string', { title: 'Industry' }),
  },
  { matchOn: [['hs_object_id']], upsertSends: 'changed' },
)
