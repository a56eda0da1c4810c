import type { Context, HttpResponse, Value } from '@revetl/sdk'
import { apiUrl, type Config } from './config.ts'

type Ctx = Context<Config>
type Json = Readonly<Record<string, unknown>>

/** The version whose description is the reference: https://developers.intercom.com/docs/references/2.15/rest-api (read 2026-11-27) */
export const apiVersion = '2.15'

const headers = { 'intercom-version': apiVersion }

const url = (ctx: Ctx, ...path: readonly string[]): string =>
  [apiUrl(ctx.config), ...path.map(encodeURIComponent)].join('/')

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/admins/identifyadmin (read 2026-11-27) */
export const readMe = (ctx: Ctx): Promise<HttpResponse> => ctx.http.get(url(ctx, 'me'), { headers })

/** One record at most, to learn whether the token may read them. */
export const probe = (ctx: Ctx, object: 'contacts' | 'companies'): Promise<HttpResponse> =>
  ctx.http.get(url(ctx, object), { headers, query: { per_page: 1 } })

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/data-attributes/lisdataattributes (read 2026-11-27) */
export const listAttributes = (ctx: Ctx, model: 'contact' | 'company'): Promise<HttpResponse> =>
  ctx.http.get(url(ctx, 'data_attributes'), { headers, query: { model } })

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/contacts/searchcontacts (read 2026-11-27) */
export const searchContacts = (ctx: Ctx, json: Json): Promise<HttpResponse> =>
  ctx.http.post(url(ctx, 'contacts', 'search'), { headers, json, isRead: true })

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/contacts/showcontact (read 2026-11-27) */
export const readContact = (ctx: Ctx, id: string): Promise<HttpResponse> =>
  ctx.http.get(url(ctx, 'contacts', id), { headers })

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/contacts/createcontact (read 2026-11-27) */
export const createContact = (ctx: Ctx, json: Json): Promise<HttpResponse> =>
  ctx.http.post(url(ctx, 'contacts'), { headers, json })

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/contacts/updatecontact (read 2026-11-27) */
export const updateContact = (ctx: Ctx, id: string, json: Json): Promise<HttpResponse> =>
  ctx.http.put(url(ctx, 'contacts', id), { headers, json, resendable: true })

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/contacts/archivecontact (read 2026-11-27) */
export const archiveContact = (ctx: Ctx, id: string): Promise<HttpResponse> =>
  ctx.http.post(url(ctx, 'contacts', id, 'archive'), { headers, resendable: true })

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/contacts/unarchivecontact (read 2026-11-27) */
export const unarchiveContact = (ctx: Ctx, id: string): Promise<HttpResponse> =>
  ctx.http.post(url(ctx, 'contacts', id, 'unarchive'), { headers, resendable: true })

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/contacts/deletecontact (read 2026-11-27) */
export const deleteContact = (ctx: Ctx, id: string): Promise<HttpResponse> =>
  ctx.http.delete(url(ctx, 'contacts', id), { headers })

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/companies/retrievecompany (read 2026-11-27) */
export const readCompany = (ctx: Ctx, companyId: string): Promise<HttpResponse> =>
  ctx.http.get(url(ctx, 'companies'), { headers, query: { company_id: companyId } })

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/companies/createorupdatecompany (read 2026-11-27) */
export const saveCompany = (ctx: Ctx, json: Json): Promise<HttpResponse> =>
  ctx.http.post(url(ctx, 'companies'), { headers, json })

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/companies/updatecompany (read 2026-11-27) */
export const updateCompany = (ctx: Ctx, id: string, json: Json): Promise<HttpResponse> =>
  ctx.http.put(url(ctx, 'companies', id), { headers, json })

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/companies/deletecompany (read 2026-11-27) */
export const deleteCompany = (ctx: Ctx, id: string): Promise<HttpResponse> =>
  ctx.http.delete(url(ctx, 'companies', id), { headers })

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/companies/attachcontacttoacompany (read 2026-11-27) */
export const attach = (ctx: Ctx, contact: string, company: string): Promise<HttpResponse> =>
  ctx.http.post(url(ctx, 'contacts', contact, 'companies'), { headers, json: { id: company } })

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/companies/detachcontactfromacompany (read 2026-11-27) */
export const detach = (ctx: Ctx, contact: string, company: string): Promise<HttpResponse> =>
  ctx.http.delete(url(ctx, 'contacts', contact, 'companies', company), { headers })

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/custom-object-instances (read 2026-11-27) */
export const readInstance = (ctx: Ctx, type: string, externalId: string): Promise<HttpResponse> =>
  ctx.http.get(instances(ctx, type), { headers, query: { external_id: externalId } })

/** Creates or updates by `external_id`. */
export const saveInstance = (ctx: Ctx, type: string, json: Json): Promise<HttpResponse> =>
  ctx.http.post(instances(ctx, type), { headers, json })

/** Deletes by `external_id`, for good. */
export const deleteInstance = (ctx: Ctx, type: string, externalId: string): Promise<HttpResponse> =>
  ctx.http.delete(instances(ctx, type), { headers, query: { external_id: externalId } })

const instances = (ctx: Ctx, type: string): string => url(ctx, 'custom_object_instances', type)

/** https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/data-events/createdataevent (read 2026-11-27) */
export const sendEvent = (
  ctx: Ctx,
  json: { readonly [name: string]: Value },
): Promise<HttpResponse> => ctx.http.post(url(ctx, 'events'), { headers, json })
