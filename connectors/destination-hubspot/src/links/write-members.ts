import {
  jsonList,
  jsonObject,
  jsonText,
  membership,
  ok,
  skipped,
  type BulkAnswer,
  type BulkVerdict,
  type Change,
  type RunContext,
} from '@revetl/sdk'
import { textsOf } from '../answers/vendor-error.ts'
import { refusedRequest } from '../answers/refused-request.ts'
import { changeMembers, readMemberships } from './link-client.ts'
import type { Config } from '../config.ts'
import { findReferences, lostVerdict, textOf } from './find-references.ts'

/** What a change of members does to them. */
export type MemberChange = 'add' | 'remove'

const shared = ['list_id', 'object', 'property']

/** Adds records to lists or removes them: one request for each list in the batch. */
export function writeMembers(does: MemberChange) {
  return membership({
    listOf: ({ fields }: Change) => JSON.stringify(shared.map((name) => textOf(fields[name]))),
    send: ({ changes }, ctx: RunContext<Config>) => send(does, changes, ctx),
  })
}

async function send(
  does: MemberChange,
  changes: readonly Change[],
  ctx: RunContext<Config>,
): Promise<BulkAnswer> {
  const [list, object, property] = shared.map((name) => textOf(changes[0]?.fields[name]))
  if (list === undefined || object === undefined || property === undefined) return { verdicts: [] }
  const ids = await findReferences(ctx, changes, { object, property, field: 'value' })
  if (ids.size === 0) return { verdicts: changes.map((change) => lost(does, change)) }
  const response = await changeMembers(ctx, list, does, [...new Set(ids.values())])
  if (!response.isOk) throw refusedRequest(response, `${does} members of list ${list}`)
  const answer = jsonObject(response.json())
  const moved = new Set(names[does].flatMap((name) => textsOf(answer[name])))
  const missing = new Set(textsOf(answer['recordIdsMissing']))
  const unnamed = new Set(ids.values()).difference(moved).difference(missing)
  const settled = await settleUnnamed(ctx, { list, object, does }, [...unnamed])
  const verdicts = changes.flatMap((change): BulkVerdict[] => {
    const id = ids.get(change.id)
    if (id === undefined || missing.has(id)) return [lost(does, change)]
    if (moved.has(id)) return [{ at: change.id, outcome: () => ok(change, effects[does], id) }]
    if (!settled.has(id)) return []
    return [{ at: change.id, outcome: () => skipped(change, 'unchanged') }]
  })
  return { verdicts }
}

// The reference has `recordsIdsAdded`, its earlier version `recordIdsAdded`:
// https://developers.hubspot.com/docs/api-reference/latest/crm/lists/memberships/update-list-memberships (read 2026-11-27)
const names = {
  add: ['recordsIdsAdded', 'recordIdsAdded'],
  remove: ['recordIdsRemoved'],
} as const
const effects = { add: 'added', remove: 'removed' } as const

const lost = (does: MemberChange, change: Change): BulkVerdict =>
  lostVerdict(change, 'value', does === 'add')

/**
 * HubSpot names neither a record that was in the list before nor one that it forgot, so it is asked where they are.
 * @returns those that are where they should be
 */
async function settleUnnamed(
  ctx: RunContext<Config>,
  { list, object, does }: { list: string; object: string; does: MemberChange },
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const settled = new Set<string>()
  for (let start = 0; start < ids.length; start += 100) {
    const some = ids.slice(start, start + 100)
    const response = await readMemberships(ctx, object, some)
    if (!response.isOk) throw refusedRequest(response, `read members of list ${list}`)
    for (const result of jsonList(jsonObject(response.json())['results']).map(jsonObject)) {
      const lists = jsonList(result['recordListMemberships']).map(jsonObject)
      const isMember = lists.some(({ listId }) => listId === list)
      const id = jsonText(result['recordId'])
      if (id !== undefined && isMember === (does === 'add')) settled.add(id)
    }
  }
  return settled
}
