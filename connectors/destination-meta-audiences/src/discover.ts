import {
  jsonList,
  jsonObject,
  jsonText,
  type Catalog,
  type Context,
  type DiscoveredObject,
  type ValueRecord,
} from '@revetl/sdk'
import { refusedRequest } from './answers/refused-request.ts'
import { listAudiences } from './client.ts'
import type { Config } from './config.ts'
import { fields } from './identifiers/fields.ts'

/** The audiences of the account that are made from customer lists, by id, with their names as titles. */
export async function discover(ctx: Context<Config>): Promise<Catalog> {
  const objects: DiscoveredObject[] = []
  let after: string | undefined
  do {
    const response = await listAudiences(ctx, after)
    if (!response.isOk) throw refusedRequest(response, 'list the audiences')
    const { data, paging } = jsonObject(response.json())
    const page = jsonList(data).map(jsonObject)
    objects.push(...page.flatMap((audience) => toObject(ctx, audience)))
    const { next, cursors } = jsonObject(paging)
    after = next === undefined ? undefined : jsonText(jsonObject(cursors)['after'])
  } while (after !== undefined)
  return { objects, isOpen: false }
}

function toObject(ctx: Context<Config>, audience: ValueRecord): readonly DiscoveredObject[] {
  const { id, name, subtype, operation_status } = audience
  const own = jsonText(id)
  // Lookalikes and audiences from a website take no members.
  if (own === undefined || subtype !== 'CUSTOM') return []
  // https://developers.facebook.com/docs/marketing-api/reference/custom-audience/users (read 2026-11-27)
  if (jsonObject(operation_status)['code'] === 471) {
    ctx.log.warn(
      `The audience ${own} is flagged: resolve its restrictions in the Audience Manager.`,
    )
  }
  const title = jsonText(name)
  return [{ name: own, fields, ...(title === undefined ? {} : { title }) }]
}
