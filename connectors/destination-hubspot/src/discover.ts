import {
  jsonList,
  jsonObject,
  jsonText,
  type Catalog,
  type Context,
  type DiscoveredObject,
  type FieldDefinitions,
  type HttpResponse,
  type Value,
} from '@revetl/sdk'
import { textsOf } from './answers/vendor-error.ts'
import { refusedRequest } from './answers/refused-request.ts'
import { readProperties, readSchemas } from './account-client.ts'
import type { Config } from './config.ts'
import { associations } from './objects/associations.ts'
import { companies } from './objects/companies.ts'
import { contacts } from './objects/contacts.ts'
import { recordId } from './objects/crm-object.ts'
import { deals } from './objects/deals.ts'
import { events } from './objects/events.ts'
import { listMembers } from './objects/list-members.ts'
import { tickets } from './objects/tickets.ts'
import { toField } from './properties/property-field.ts'

/** The objects that every account has, in the order in which they are shown. */
export const standardObjects = { contacts, companies, deals, tickets }

/** Links between records, members of lists, and events. */
export const otherObjects = { associations, list_members: listMembers, events }

/** The account's objects with all their properties; what the token may not see is left out and logged. */
export async function discover(ctx: Context<Config>): Promise<Catalog> {
  const standard = await Promise.all(
    Object.entries(standardObjects).map(([name, { fields }]) => discoverOne(ctx, name, fields)),
  )
  const schemas = readable(ctx, await readSchemas(ctx), 'read custom objects')
  const custom = schemas.map(jsonObject).flatMap(toCustomObject)
  custom.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { objects: [...standard.flat(), ...custom, ...linking] }
}

/** What has no schema end point, or needs none. */
const linking = Object.entries(otherObjects).map(([name, { title, fields }]) => ({
  name,
  fields,
  ...(title === undefined ? {} : { title }),
}))

async function discoverOne(
  ctx: Context<Config>,
  name: string,
  known: FieldDefinitions,
): Promise<readonly DiscoveredObject[]> {
  const properties = readable(ctx, await readProperties(ctx, name), `read properties of ${name}`)
  return properties.length === 0 ? [] : [toDiscovered(name, properties, { known })]
}

/** The `results` of an answer; none where a scope is missing. */
function readable(ctx: Context<Config>, response: HttpResponse, what: string): readonly Value[] {
  if (response.isOk) return jsonList(jsonObject(response.json())['results'])
  const error = refusedRequest(response, what)
  if (error.code !== 'REV_AUTH_SCOPE') throw error
  ctx.log.warn(error.message)
  return []
}

function toCustomObject(schema: ReturnType<typeof jsonObject>): readonly DiscoveredObject[] {
  const name = jsonText(schema['fullyQualifiedName'])
  if (name === undefined) return []
  const title = jsonText(jsonObject(schema['labels'])['plural'])
  const required = textsOf(schema['requiredProperties'])
  const discovered = toDiscovered(name, jsonList(schema['properties']), {
    known: recordId,
    required,
  })
  return [title === undefined ? discovered : { ...discovered, title }]
}

function toDiscovered(
  name: string,
  properties: readonly Value[],
  { known, required = [] }: { known: FieldDefinitions; required?: readonly string[] },
): DiscoveredObject {
  const fields = properties.flatMap((property) => {
    const own = jsonText(jsonObject(property)['name'])
    if (own === undefined) return []
    const isRequired = required.includes(own)
    return [[own, toField(property, { known: known[own], isRequired })] as const]
  })
  const unique = fields.filter(([own, field]) => field.unique && own !== 'hs_object_id')
  const matchOn = [...unique.map(([own]) => [own]), ['hs_object_id']]
  matchOn.sort(([a = ''], [b = '']) => rankOf(a, known) - rankOf(b, known))
  const operations = { upsert: { matchOn }, update: { matchOn }, create: {}, delete: { matchOn } }
  return { name, fields: { ...known, ...Object.fromEntries(fields) }, operations }
}

/** HubSpot's own keys come first, the account's next, the record id last. */
function rankOf(name: string, known: FieldDefinitions): number {
  if (name === 'hs_object_id') return 2
  return known[name] ? 0 : 1
}
