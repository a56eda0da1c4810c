import { jsonList, jsonObject, jsonText } from '@revetl/sdk'
import type { Catalog, Context, DiscoverRequest, ValueRecord } from '@revetl/sdk'
import { refusedRequest } from '../answers/refused-request.ts'
import { describeGlobal } from '../client.ts'
import type { Config } from '../config.ts'
import { Descriptions } from './descriptions.ts'
import { toDiscovered } from './discovered-object.ts'

const atOnce = 10

/**
 * The objects that the user may write, with all their fields. Each one costs a request, and the objects that it refers
 * to cost one each, so that where some are asked for only those are described.
 */
export async function discover(ctx: Context<Config>, request?: DiscoverRequest): Promise<Catalog> {
  const response = await describeGlobal(ctx)
  if (!response.isOk) throw refusedRequest(response, 'list the objects of the org')
  const all = jsonList(jsonObject(response.json())['sobjects']).map(jsonObject).filter(isWritable)
  const names = all.flatMap(({ name }) => jsonText(name) ?? [])
  const wanted = names.filter((name) => request?.objects.includes(name) ?? true)
  wanted.sort()
  const descriptions = new Descriptions(ctx)
  const objects = []
  for (let start = 0; start < wanted.length; start += atOnce) {
    const some = wanted.slice(start, start + atOnce)
    objects.push(...(await Promise.all(some.map((name) => toDiscovered(descriptions, name)))))
  }
  return { objects: objects.flat(), isOpen: false }
}

/** Whether records of an object can be written, and found again. */
function isWritable(object: ValueRecord): boolean {
  const may = (right: string) => object[right] === true
  const isOffered = may('queryable') && !may('deprecatedAndHidden')
  return isOffered && (may('createable') || may('updateable') || may('deletable'))
}
