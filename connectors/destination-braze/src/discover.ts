import {
  field,
  isRevError,
  type Catalog,
  type Context,
  type DiscoveredObject,
  type ValueType,
} from '@revetl/sdk'
import { catalogsAnswer, readAnswer } from './answers.ts'
import { catalog, objectOf } from './catalogs.ts'
import { readCatalogs } from './client.ts'
import type { Config } from './config.ts'
import { events, purchases } from './occurrences.ts'
import { users } from './users/users.ts'

/** The objects that every workspace has, in the order in which they are shown. */
export const standardObjects = { users, events, purchases }

// https://www.braze.com/docs/api/endpoints/catalogs/catalog_management/synchronous/post_create_catalog/ (read 2026-11-27)
const types: Readonly<Record<string, ValueType>> = {
  boolean: 'boolean',
  number: 'number',
  time: 'timestamptz',
  object: 'json',
  array: 'json',
  geo: 'json',
}

// Contracts by monthly active users: "Each request may batch up to 50 updates combined":
// https://www.braze.com/docs/api/endpoints/user_data/post_user_track/#monthly-active-users-cy-24-25 (read 2026-11-27)
const smallBatch = { recordsMax: 50, bytesMax: 3_900_000 }

/** The objects of every workspace, and one for the items of each catalog with its fields. */
export async function discover(ctx: Context<Config>): Promise<Catalog> {
  const isSmall = ctx.config.pricing === 'monthly-active-users'
  const batch = isSmall ? { batch: smallBatch } : {}
  const standard: readonly DiscoveredObject[] = [
    {
      name: 'users',
      fields: users.fields,
      operations: { upsert: batch, update: batch, delete: {} },
    },
    { name: 'events', fields: events.fields, operations: { append: occurrenceBatch(isSmall) } },
    {
      name: 'purchases',
      fields: purchases.fields,
      operations: { append: occurrenceBatch(isSmall) },
    },
  ]
  const catalogs = await discoverCatalogs(ctx)
  catalogs.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { objects: [...standard, ...catalogs] }
}

const occurrenceBatch = (isSmall: boolean) =>
  isSmall ? { batch: { ...smallBatch, uniqueBy: 'none' as const } } : {}

async function discoverCatalogs(ctx: Context<Config>): Promise<DiscoveredObject[]> {
  try {
    const { catalogs } = readAnswer(catalogsAnswer, await readCatalogs(ctx))
    return catalogs.map(({ name, fields }) => {
      const own = fields
        .filter((one) => one.name !== 'id')
        .map((one) => [one.name, field(types[one.type] ?? 'string', {})] as const)
      const title = `Items of ${name}`
      return {
        name: objectOf(name),
        title,
        fields: { ...catalog.fields, ...Object.fromEntries(own) },
      }
    })
  } catch (error) {
    if (!isRevError(error) || error.delivery !== 'auth') throw error
    ctx.log.warn(`Catalogs are left out: ${error.message}`)
    return []
  }
}
