import type { Catalog, Context, DiscoveredObject } from '@revetl/sdk'
import { listsAnswer, nextCursor, readAnswer } from './answers.ts'
import { refusedRequest } from './refusals.ts'
import { readLists } from './client.ts'
import type { Config } from './config.ts'
import { events } from './events.ts'
import { objectOf } from './lists.ts'
import { profiles } from './profiles/profiles.ts'
import { identifierFields } from './profiles/profile-fields.ts'
import { suppressions } from './suppressions.ts'

/** The objects that every account has, in the order in which they are shown. */
export const standardObjects = { profiles, events, suppressions }

/**
 * The objects of every account, and one for the members of each list. Custom properties are free-form: no end point
 * lists them, so profiles and events are open and take any other name.
 */
export async function discover(ctx: Context<Config>): Promise<Catalog> {
  const standard = Object.entries(standardObjects).map(
    ([name, { title, fields }]): DiscoveredObject => ({
      name,
      ...(title ? { title } : {}),
      fields,
    }),
  )
  const lists = await discoverLists(ctx)
  lists.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { objects: [...standard, ...lists] }
}

async function discoverLists(ctx: Context<Config>): Promise<DiscoveredObject[]> {
  const lists: DiscoveredObject[] = []
  let cursor: string | undefined
  do {
    // 10 lists a page: https://developers.klaviyo.com/en/v2026-07-15/reference/get_lists (read 2026-11-27)
    const response = await readLists(ctx, {
      'fields[list]': 'name',
      'page[size]': 10,
      ...(cursor === undefined ? {} : { 'page[cursor]': cursor }),
    })
    if (response.status === 403) {
      ctx.log.warn(`Lists are left out: ${refusedRequest(response).message}`)
      return []
    }
    const page = readAnswer(listsAnswer, response)
    for (const { id, attributes } of page.data) {
      const title = `Members of ${attributes.name ?? id}`
      lists.push({ name: objectOf(id), title, fields: identifierFields })
    }
    cursor = nextCursor(page)
  } while (cursor !== undefined)
  return lists
}
