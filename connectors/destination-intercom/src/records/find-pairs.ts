import {
  idMap,
  jsonText,
  type Batch,
  type Change,
  type FoundIds,
  type RunContext,
} from '@revetl/sdk'
import type { Config } from '../config.ts'
import { findCompany } from '../objects/companies.ts'
import { inGroups } from './in-groups.ts'
import { valueText } from './matched.ts'
import { comparable, contactsBy, findContacts } from './search-contacts.ts'

type Ctx = RunContext<Config>

/** Intercom's ids of a contact and a company, as one text. */
const toPair = (contact: string, company: string): string => `${contact}/${company}`

/** The ids of the contact and of the company. */
export function splitPair(pair: string): readonly [contact: string, company: string] {
  const [contact = '', company = ''] = pair.split('/')
  return [contact, company]
}

const textOf = (change: Change, name: string): string => valueText(change.fields[name])

/** Which field of a contact a batch finds it by. */
function contactField({ matchOn }: Batch): { readonly name: string; readonly field: string } {
  const name = matchOn.find((one) => one.startsWith('contact_')) ?? 'contact_id'
  return { name, field: name.replace('contact_', '') }
}

/** Finds both ids of each change; a change of which one is missing is left out. */
export async function findPairs(
  changes: readonly Change[],
  ctx: Ctx,
  batch: Batch,
): Promise<ReadonlyMap<string, FoundIds>> {
  const { name, field } = contactField(batch)
  const contacts = await contactIds(ctx, field, [
    ...new Set(changes.map((one) => textOf(one, name))),
  ])
  const companies = await companyIds(ctx, [
    ...new Set(changes.map((one) => textOf(one, 'company_id'))),
  ])
  return new Map(
    changes.map((change) => {
      const company = companies.get(textOf(change, 'company_id'))
      const found = contacts.get(textOf(change, name)) ?? []
      return [change.id, company === undefined ? [] : found.map((one) => toPair(one, company))]
    }),
  )
}

/** Forgets the ids behind a pair, so that they are looked for again. */
export async function forgetPair(change: Change, ctx: Ctx, batch: Batch): Promise<void> {
  const { name, field } = contactField(batch)
  await idMap(ctx.cache, 'contacts', [field]).delete([[textOf(change, name)]])
  await idMap(ctx.cache, 'companies', ['company_id']).delete([[textOf(change, 'company_id')]])
}

/** Ids that rev remembers come first: a search does not see a contact that was made a moment ago. */
async function contactIds(
  ctx: Ctx,
  field: string,
  values: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (field === 'id') return new Map(values.map((value) => [value, [value]]))
  const known = await idMap(ctx.cache, 'contacts', [field]).get(values.map((value) => [value]))
  const missing = values.filter((_, index) => known[index] === undefined)
  const found = await findContacts(ctx, { role: 'user', field, values: missing })
  const byValue = contactsBy(field, found)
  return new Map(
    values.map((value, index) => {
      const id = known[index]
      if (id !== undefined) return [value, [id]]
      const contacts = byValue.get(comparable(field, value)) ?? []
      return [value, contacts.flatMap((contact) => jsonText(contact['id']) ?? [])]
    }),
  )
}

/** Companies can only be asked for one by one, so what was found is remembered. */
async function companyIds(
  ctx: Ctx,
  values: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const map = idMap(ctx.cache, 'companies', ['company_id'])
  const known = await map.get(values.map((value) => [value]))
  const ids = new Map(values.flatMap((value, index) => pairOf(value, known[index])))
  const missing = values.filter((value) => !ids.has(value))
  const found = await inGroups(missing, 16, async (value) =>
    pairOf(value, jsonText((await findCompany(ctx, value))?.['id'])),
  )
  const fresh = found.flat()
  if (fresh.length > 0) await map.set(fresh.map(([value, id]) => [[value], id]))
  return new Map([...ids, ...fresh])
}

const pairOf = (value: string, id: string | undefined): readonly (readonly [string, string])[] =>
  id === undefined ? [] : [[value, id]]
