import type { Catalog, Context, DiscoveredObject, HttpResponse, Value } from '@revetl/sdk'
import { toList, toObject, toText, toTexts } from './answers/json.ts'
import { refusedRequest } from './answers/refused-request.ts'
import type { Config } from './config.ts'
import { readProperties, readSchemas } from './client.ts'
import { toField } from './properties/property-field.ts'
import { recordIdProperty } from './records/prepare.ts'

/** The standard objects, in the order in which they are shown. */
export const standardObjects = ['contacts', 'companies', 'deals', 'tickets'] as const

/** The account's objects with all their properties; what the token may not see is left out and logged. */
export async function discover(ctx: Context<Config>): Promise<Catalog> {
  const standard = await Promise.all(standardObjects.map((type) => discoverStandard(ctx, type)))
  const schemas = readable(ctx, await readSchemas(ctx), 'read custom objects')
  const custom = schemas.map(toObject).flatMap(toCustomObject)
  custom.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { objects: [...standard.flat(), ...custom] }
}

async function discoverStandard(
  ctx: Context<Config>,
  type: string,
): Promise<readonly DiscoveredObject[]> {
  const properties = readable(
    ctx,
    await readProperties(ctx, type),
    `read the properties of ${type}`,
  )
  return properties.length === 0 ? [] : [toDiscovered(type, properties)]
}

/** The `results` of an answer; none where a scope is missing. */
function readable(ctx: Context<Config>, response: HttpResponse, what: string): readonly Value[] {
  if (response.isOk) return toList(toObject(response.json())['results'])
  const error = refusedRequest(response, what)
  if (error.code !== 'REV_AUTH_SCOPE') throw error
  ctx.log.warn(error.message)
  return []
}

function toCustomObject(schema: ReturnType<typeof toObject>): readonly DiscoveredObject[] {
  const name = toText(schema['fullyQualifiedName'])
  if (name === undefined) return []
  const title = toText(toObject(schema['labels'])['plural'])
  const required = toTexts(schema['requiredProperties'])
  const discovered = toDiscovered(name, toList(schema['properties']), required)
  return [title === undefined ? discovered : { ...discovered, title }]
}

function toDiscovered(
  name: string,
  properties: readonly Value[],
  required: readonly string[] = [],
): DiscoveredObject {
  const fields = Object.fromEntries(
    properties.flatMap((property) => {
      const own = toText(toObject(property)['name'])
      return own === undefined ? [] : [[own, toField(property, required.includes(own))]]
    }),
  )
  const unique = Object.keys(fields).filter((own) => fields[own]?.unique)
  const natural = [...(name === 'contacts' ? ['email'] : []), ...unique]
  const names = [...new Set(natural)].filter((own) => own !== recordIdProperty).map((own) => [own])
  const matchOn = [...names, [recordIdProperty]]
  const operations: DiscoveredObject['operations'] = {
    upsert: { matchOn },
    update: { matchOn },
    create: {},
    delete: { matchOn },
  }
  return { name, fields, operations }
}
