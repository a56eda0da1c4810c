import { field, jsonList, jsonObject, type Context, type ValueRecord } from '@revetl/sdk'
import { deleteCompany, readCompany, saveCompany, updateCompany } from '../client.ts'
import type { Config } from '../config.ts'
import { outcomeOf, refused } from '../outcomes.ts'
import { toBody, type BodyShape } from '../records/body.ts'
import { keyedObject } from './keyed-object.ts'

// No field but the custom ones takes null:
// https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/companies/createorupdatecompany (read 2026-11-27)
const nullable = false
const companyFields = {
  company_id: field('string', {
    title: 'Company ID',
    description: 'Your own id of the company; it cannot be changed.',
    unique: true,
    required: true,
    nullable,
  }),
  name: field('string', { title: 'Name', nullable }),
  plan: field('string', { title: 'Plan', nullable }),
  size: field('integer', { title: 'Size', description: 'How many employees.', nullable }),
  website: field('string', { title: 'Website', nullable }),
  industry: field('string', { title: 'Industry', nullable }),
  monthly_spend: field('integer', {
    title: 'Monthly spend',
    description: 'Whole units of money, at most 2,147,483,647.',
    nullable,
  }),
  remote_created_at: field('timestamptz', { title: 'Created with you', nullable }),
}

const shape: BodyShape = { own: companyFields, rest: 'custom_attributes' }
// "It is not possible to update company_id." What else cannot be changed is for Intercom to refuse.
const changed: BodyShape = { ...shape, omitted: ['company_id'] }

/** A company by your id. @returns undefined where there is none */
export async function findCompany(
  ctx: Context<Config>,
  companyId: string,
): Promise<ValueRecord | undefined> {
  const response = await readCompany(ctx, companyId)
  if (response.status === 404) return undefined
  if (!response.isOk) throw refused(response)
  // The description shows a list where its text speaks of one company.
  const body = jsonObject(response.json())
  const companies = [body, ...jsonList(body['data']).map(jsonObject)]
  const company = companies.find((one) => one['company_id'] === companyId)
  return company && { ...company, plan: jsonObject(company['plan'])['name'] ?? null }
}

/** Organisations, by your own id. They show in Intercom once a contact is attached. */
export const companies = keyedObject(
  {
    title: 'Companies',
    description: 'Organisations; Intercom shows those that have a contact.',
    fields: companyFields,
  },
  'company_id',
  {
    read: (ctx, _object, companyId) => findCompany(ctx, companyId),
    save: async (change, ctx, batch) => {
      const body = toBody(batch, change, shape)
      if ('refusal' in body) return body.refusal
      const effect = batch.operation === 'create' ? 'created' : 'written'
      return outcomeOf(change, await saveCompany(ctx, body.json), { effect })
    },
    update: async (change, id, ctx, batch) => {
      const body = toBody(batch, change, changed)
      if ('refusal' in body) return body.refusal
      const response = await updateCompany(ctx, id, body.json)
      return outcomeOf(change, response, { effect: 'updated', notFound: 'no-match' })
    },
    remove: async (change, id, ctx) => {
      const response = await deleteCompany(ctx, id)
      return outcomeOf(change, response, { effect: 'deleted', notFound: 'no-match' })
    },
  },
)
