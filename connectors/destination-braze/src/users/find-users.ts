import type {
  Context,
  FoundRecord,
  LookupRequest,
  RunContext,
  Value,
  ValueRecord,
} from '@revetl/sdk'
import { readAnswer, usersAnswer } from '../answers.ts'
import { exportUsers } from '../client.ts'
import type { Config } from '../config.ts'
import { idText, keyOf } from '../identifiers.ts'
import { userFields } from './user-fields.ts'

type User = Readonly<Record<string, unknown>>

// "Up to 50 external_ids or user_aliases can be included in a single request", of the others one:
// https://www.braze.com/docs/api/endpoints/export/user_data/post_users_identifier/ (read 2026-11-27)
const idsMax = 50

/** Whether many users of a set can be asked for at once. */
export const isFoundInBulk = (set: readonly string[]): boolean =>
  set.includes('external_id') || set.includes('alias_name')

/** Users by the key of their identifiers; those that are not there are left out. */
export async function findUsers(
  ctx: Context<Config>,
  set: readonly string[],
  { records, fields = [] }: { records: readonly ValueRecord[]; fields?: readonly string[] },
): Promise<ReadonlyMap<string, User>> {
  const wanted = new Map(records.map((record) => [keyOf(set, record), record]))
  wanted.delete('')
  const all = [...wanted.values()]
  const size = isFoundInBulk(set) ? idsMax : 1
  const found = new Map<string, User>()
  for (let start = 0; start < all.length; start += size) {
    const query = {
      ...toQuery(set, all.slice(start, start + size)),
      fields_to_export: exported(set, fields),
    }
    const { users } = readAnswer(usersAnswer, await exportUsers(ctx, query))
    for (const user of users) for (const key of keysOf(set, user)) found.set(key, user)
  }
  return found
}

function toQuery(set: readonly string[], records: readonly ValueRecord[]): ValueRecord {
  const [first = {}] = records
  const [name = ''] = set
  if (name === 'external_id') return { external_ids: records.map((one) => idText(one[name])) }
  if (name === 'email') return { email_address: idText(first[name]) }
  if (name !== 'alias_name') return { [name]: idText(first[name]) }
  return {
    user_aliases: records.map(({ alias_name, alias_label }) => ({
      alias_name: idText(alias_name),
      alias_label: idText(alias_label),
    })),
  }
}

/** Only what is asked for; the whole profile of a user is large. */
function exported(set: readonly string[], fields: readonly string[]): readonly string[] {
  const wanted = [...set, ...fields].filter((name) => name !== '_merge_objects')
  const names = wanted.map((name) => {
    if (name.startsWith('alias_')) return 'user_aliases'
    return Object.hasOwn(userFields, name) ? name : 'custom_attributes'
  })
  return [...new Set(names)]
}

/** A user may have several aliases, and one of them was asked for. */
function keysOf(set: readonly string[], user: User): readonly string[] {
  if (!set.includes('alias_name')) return [keyOf(set, user as ValueRecord)]
  const aliases = Array.isArray(user['user_aliases']) ? (user['user_aliases'] as ValueRecord[]) : []
  return aliases.map((alias) => keyOf(set, alias))
}

/** Reads users back by one set of identifiers. */
export async function lookUpUsers(
  { matchOn, keys, fields }: LookupRequest,
  ctx: RunContext<Config>,
): Promise<readonly FoundRecord[]> {
  const records = keys.map((values) =>
    Object.fromEntries(matchOn.map((name, index) => [name, values[index] ?? null])),
  )
  const found = await findUsers(ctx, matchOn, { records, fields })
  return records.flatMap((match) => {
    const user = found.get(keyOf(matchOn, match))
    if (user === undefined) return []
    const values = fields.map((name) => [name, match[name] ?? valueOf(user, name)] as const)
    const id = idText(user['braze_id'] as Value | undefined)
    return [{ match, fields: Object.fromEntries(values), ...(id === '' ? {} : { remoteId: id }) }]
  })
}

function valueOf(user: User, name: string): Value {
  const holder = Object.hasOwn(userFields, name) ? user : (user['custom_attributes'] ?? {})
  return (holder as Readonly<Record<string, Value>>)[name] ?? null
}
