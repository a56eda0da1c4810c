import {
  jsonList,
  jsonObject,
  jsonText,
  type Context,
  type Value,
  type ValueRecord,
} from '@revetl/sdk'
import { searchContacts } from '../client.ts'
import type { Config } from '../config.ts'
import { refused } from '../outcomes.ts'

/** Users are contacts that are known by an email or an external id; leads may share one. */
export type Role = 'user' | 'lead'

// "A limit of max 15 filters for each AND or OR group", and IN stands for an OR group:
// https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/contacts/searchcontacts (read 2026-11-27)
const valuesMax = 15
// https://developers.intercom.com/docs/build-an-integration/learn-more/rest-apis/pagination (read 2026-11-27)
const perPage = 150

/** A value as contacts are compared by it: emails differ in case only to us. */
export const comparable = (field: string, value: string): string =>
  field === 'email' ? value.toLowerCase() : value

/** Finds contacts of a role by one field. A new contact may take minutes to be found; an archived one never is. */
export async function findContacts(
  ctx: Context<Config>,
  query: { readonly role: Role; readonly field: string; readonly values: readonly string[] },
): Promise<readonly ValueRecord[]> {
  const values = [...new Set(query.values.map((value) => comparable(query.field, value)))]
  const parts = Array.from({ length: Math.ceil(values.length / valuesMax) }, (_, index) =>
    values.slice(index * valuesMax, (index + 1) * valuesMax),
  )
  const found = await Promise.all(parts.map((part) => findSome(ctx, { ...query, values: part })))
  return found.flat()
}

async function findSome(
  ctx: Context<Config>,
  { role, field, values }: { role: Role; field: string; values: readonly string[] },
): Promise<readonly ValueRecord[]> {
  const filters = [
    { field: 'role', operator: '=', value: role },
    { field, operator: 'IN', value: values },
  ]
  const found: ValueRecord[] = []
  let after: string | undefined
  do {
    const pagination = {
      per_page: perPage,
      ...(after === undefined ? {} : { starting_after: after }),
    }
    const query = { operator: 'AND', value: filters }
    const response = await searchContacts(ctx, { query, pagination })
    if (!response.isOk) throw refused(response)
    const { data, pages } = jsonObject(response.json())
    found.push(...jsonList(data).map(jsonObject))
    after = jsonText(jsonObject(jsonObject(pages)['next'])['starting_after'])
  } while (after !== undefined)
  return found
}

/** Contacts by the values of a field, as they are compared. */
export function contactsBy(
  field: string,
  contacts: readonly ValueRecord[],
): ReadonlyMap<string, readonly ValueRecord[]> {
  return Map.groupBy(contacts, (contact) => comparable(field, textOf(contact[field])))
}

const textOf = (value: Value | undefined): string => jsonText(value) ?? ''
