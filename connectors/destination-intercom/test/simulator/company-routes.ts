import { reply, route, type HandlerTools, type Reply, type Route } from '@revetl/testkit/simulator'
import { attributeProblem } from './attributes.ts'
import { companyNotFound, contactNotFound, refusal } from './errors.ts'
import type { Company, Contact, Workspace } from './workspace.ts'

type Json = Readonly<Record<string, unknown>>

// https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/companies (read 2026-11-27)
const own = ['name', 'plan', 'size', 'website', 'industry', 'monthly_spend'] as const
const onlyOnCreation = ['company_id', 'remote_created_at'] as const

/** The end points of companies and their contacts. */
export function companyRoutes(workspace: Workspace, listsOne: boolean): readonly Route[] {
  return [
    route('GET', '/companies', ({ query }) => {
      const companyId = query.get('company_id')
      if (companyId === null) return reply(200, { type: 'list', data: [], total_count: 0 })
      const company = workspace.company(companyId)
      if (company === undefined) return companyNotFound
      // The description has a list here; its text says that a single company is fetched so.
      const one = showCompany(company)
      return reply(200, listsOne ? { type: 'list', data: [one], total_count: 1 } : one)
    }),
    route('POST', '/companies', ({ json }, _params, tools) => save(workspace, json as Json, tools)),
    route('PUT', '/companies/:id', ({ json }, { id }, tools) => {
      const company = active(workspace, id)
      if (company === undefined) return companyNotFound
      const refused = problemOf(workspace, json as Json, own)
      return refused ?? write(company, json as Json, 'update', tools)
    }),
    route('DELETE', '/companies/:id', (_request, { id }, { accept }) => {
      const company = active(workspace, id)
      if (company === undefined) return companyNotFound
      company.isArchived = true
      for (const contact of workspace.contacts.values()) contact.companies.delete(id)
      accept({ object: 'companies', operation: 'delete', key: id, payload: null })
      return reply(200, { id, object: 'company', deleted: true })
    }),
    route('POST', '/contacts/:contact/companies', ({ json }, { contact: id }, tools) => {
      const { id: companyId } = (json ?? {}) as { id?: string }
      if (companyId === undefined) {
        return refusal(400, 'parameter_not_found', 'company not specified')
      }
      return withBoth(workspace, id, companyId, (contact, company) => {
        contact.companies.add(companyId)
        return changed(contact, company, 'attach', tools)
      })
    }),
    route('DELETE', '/contacts/:contact/companies/:company', (_request, ids, tools) =>
      withBoth(workspace, ids.contact, ids.company, (contact, company) => {
        if (!contact.companies.delete(company.id)) return companyNotFound
        return changed(contact, company, 'detach', tools)
      }),
    ),
  ]
}

const active = (workspace: Workspace, id: string): Company | undefined => {
  const company = workspace.companies.get(id)
  return company?.isArchived === true ? undefined : company
}

function withBoth(
  workspace: Workspace,
  contactId: string,
  companyId: string,
  answer: (contact: Contact, company: Company) => Reply,
): Reply {
  const contact = workspace.contact(contactId)
  if (contact === undefined) return contactNotFound
  const company = active(workspace, companyId)
  return company === undefined ? companyNotFound : answer(contact, company)
}

function changed(
  contact: Contact,
  company: Company,
  operation: string,
  { accept }: HandlerTools,
): Reply {
  const key = `${contact.id}/${company.id}`
  accept({ object: 'company_contacts', operation, key, payload: null })
  return reply(200, showCompany(company))
}

function save(workspace: Workspace, body: Json, tools: HandlerTools): Reply {
  const refused = problemOf(workspace, body, [...own, ...onlyOnCreation])
  if (refused !== undefined) return refused
  const { company_id: companyId } = body
  if (typeof companyId !== 'string' || companyId === '') {
    return refusal(400, 'parameter_not_found', 'company_id is required')
  }
  const existing = workspace.company(companyId)
  if (existing !== undefined) return write(existing, body, 'update', tools)
  const id = workspace.newId('6762f0761bb69f9f21')
  const company: Company = { id, isArchived: false, values: {}, custom: {} }
  workspace.companies.set(id, company)
  return write(company, body, 'create', tools)
}

function problemOf(workspace: Workspace, body: Json, known: readonly string[]): Reply | undefined {
  const unknown = Object.keys(body).find(
    (name) => name !== 'custom_attributes' && !known.includes(name),
  )
  if (unknown !== undefined) return refusal(400, 'bad_request', `bad '${unknown}' parameter`)
  const wrong = known.find((name) => body[name] === null)
  if (wrong !== undefined) return refusal(400, 'type_mismatch', `${wrong} takes no null`)
  const custom = (body['custom_attributes'] ?? {}) as Json
  const problem = attributeProblem(workspace.attributes.company, custom)
  return problem === undefined ? undefined : refusal(400, 'parameter_invalid', problem)
}

function write(company: Company, body: Json, operation: string, { accept }: HandlerTools): Reply {
  const { custom_attributes: custom = {}, monthly_spend: spend, ...values } = body
  Object.assign(company.values, values)
  // "Note that this will truncate floats", and ends at 2**31-1.
  if (typeof spend === 'number') {
    company.values['monthly_spend'] = Math.min(Math.trunc(spend), 2_147_483_647)
  }
  Object.assign(company.custom, custom)
  accept({ object: 'companies', operation, key: company.id, payload: body })
  return reply(200, showCompany(company))
}

function showCompany({ id, values, custom }: Company): Json {
  const { plan, ...others } = values
  const seconds = 1_734_537_334
  return {
    type: 'company',
    id,
    app_id: 'simulated',
    ...others,
    created_at: seconds,
    updated_at: seconds,
    plan: plan === undefined ? {} : { type: 'plan', id: '1', name: plan },
    custom_attributes: { ...custom },
  }
}
