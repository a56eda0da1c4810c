import { jsonList, jsonObject, jsonText } from '@revetl/sdk'
import type {
  Catalog,
  Context,
  DiscoveredObject,
  FieldDefinition,
  FieldDefinitions,
  Value,
  ValueType,
} from '@revetl/sdk'
import { listAttributes } from './client.ts'
import type { Config } from './config.ts'
import { companies } from './objects/companies.ts'
import { companyContacts } from './objects/company-contacts.ts'
import { customObject, hasType } from './objects/custom-object.ts'
import { events } from './objects/events.ts'
import { contacts, leads } from './objects/person.ts'
import { refused } from './outcomes.ts'
import { inGroups } from './records/in-groups.ts'

/** The objects of every workspace, in the order in which they are shown. */
export const standardObjects = {
  contacts,
  leads,
  companies,
  company_contacts: companyContacts,
  events,
}

/** The objects with the custom attributes of the workspace, and the custom object types that the configuration names. */
export async function discover(ctx: Context<Config>): Promise<Catalog> {
  const ofContacts = await customAttributes(ctx, 'contact')
  const ofCompanies = await customAttributes(ctx, 'company')
  const custom = await inGroups([...new Set(ctx.config.customObjects)], 8, (type) =>
    customType(ctx, type),
  )
  const standard = [
    toObject('contacts', { ...ofContacts, ...contacts.fields }),
    toObject('leads', { ...ofContacts, ...leads.fields }),
    toObject('companies', { ...ofCompanies, ...companies.fields }),
    toObject('company_contacts', companyContacts.fields),
    toObject('events', events.fields),
  ]
  return { objects: [...standard, ...custom.flat()] }
}

function toObject(name: string, fields: FieldDefinitions): DiscoveredObject {
  return { name, fields }
}

async function customType(
  ctx: Context<Config>,
  type: string,
): Promise<readonly DiscoveredObject[]> {
  if (await hasType(ctx, type)) return [toObject(type, customObject.fields)]
  ctx.log.warn(`There is no custom object type ${type}.`)
  return []
}

async function customAttributes(
  ctx: Context<Config>,
  model: 'contact' | 'company',
): Promise<FieldDefinitions> {
  const response = await listAttributes(ctx, model)
  if (!response.isOk) throw refused(response)
  const found = jsonList(jsonObject(response.json())['data']).map(jsonObject)
  return Object.fromEntries(
    found.flatMap((attribute) => {
      const name = jsonText(attribute['name'])
      const isWanted = attribute['custom'] === true && attribute['archived'] !== true
      return name === undefined || !isWanted ? [] : [[name, toField(attribute)] as const]
    }),
  )
}

const types: Readonly<Record<string, ValueType>> = {
  integer: 'integer',
  float: 'number',
  boolean: 'boolean',
  date: 'timestamptz',
  datetime: 'timestamptz',
}
// "String field values must be no longer than 255 characters":
// https://developers.intercom.com/docs/references/2.1/rest-api/contacts/create-contact (read 2026-11-27)
const textLengthMax = 255

function toField(attribute: { readonly [name: string]: Value }): FieldDefinition {
  const type = types[jsonText(attribute['data_type']) ?? ''] ?? 'string'
  const title = jsonText(attribute['label'])
  const description = jsonText(attribute['description'])
  const options = jsonList(attribute['options']).flatMap(
    (option) => jsonText(option) ?? jsonText(jsonObject(option)['value']) ?? [],
  )
  return {
    type,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(attribute['api_writable'] === false ? { readOnly: true } : {}),
    ...(type === 'string' ? { maxLength: textLengthMax } : {}),
    ...(type === 'string' && options.length > 0 ? { enum: [...new Set(options)] } : {}),
  }
}
