import { object, ok, type Batch, type Outcome, type RunContext } from '@revetl/sdk'
import { refusedRequest } from './refusals.ts'
import { removeFromList } from './client.ts'
import { config, type Config } from './config.ts'
import { findProfiles } from './profiles/find-profiles.ts'
import { importProfiles } from './profiles/import-profiles.ts'
import { keyFor, prepareProfiles } from './profiles/prepare.ts'
import { identifierFields } from './profiles/profile-fields.ts'

type Ctx = RunContext<Config>

const prefix = 'list_'

/** The name of the object for a list. */
export const objectOf = (listId: string): string => `${prefix}${listId}`

const listIdOf = ({ object: { name } }: Batch): string => name.slice(prefix.length)

/** Takes profiles off a list, by their ids; one that Klaviyo does not know is on no list. */
async function removeMembers(batch: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  const { ready, settled } = prepareProfiles(batch)
  const changes = ready.map(({ change }) => change)
  const ids = await profileIds({ ...batch, changes }, ctx)
  const present = changes.filter(({ id }) => ids.has(id))
  const absent = changes.filter(({ id }) => !ids.has(id))
  const gone = [...settled, ...absent.map((change) => ok(change, 'unchanged'))]
  if (present.length === 0) return gone
  const response = await removeFromList(ctx, listIdOf(batch), [...new Set(ids.values())])
  if (response.status !== 204) throw refusedRequest(response)
  return [...gone, ...present.map((change) => ok(change, 'removed', ids.get(change.id)))]
}

/** The ids of the profiles that are there, by change id. */
async function profileIds(batch: Batch, ctx: Ctx): Promise<ReadonlyMap<string, string>> {
  const [identifier = 'email'] = batch.matchOn
  const keys = batch.changes.map((change) => [change.id, keyFor(batch, change)] as const)
  if (identifier === 'id') return new Map(keys)
  const found = await findProfiles(ctx, identifier, { values: keys.map(([, key]) => key) })
  return new Map(
    keys.flatMap(([id, key]) => {
      const profile = found.get(key)
      return profile === undefined ? [] : [[id, profile.id] as const]
    }),
  )
}

/** The members of one list: `discover` names an object for each list of the account. */
export const list = object(config, {
  title: 'Members of a list',
  fields: identifierFields,
  operations: {
    // An import joins 10,000 profiles to a list, and makes those that are not there, where adding members by id takes
    // 1,000 that must exist: https://developers.klaviyo.com/en/v2026-07-15/reference/bulk_import_profiles (read 2026-11-27)
    add: {
      matchOn: [['email'], ['phone_number'], ['external_id'], ['id']],
      batch: { recordsMax: 10_000, bytesMax: 4_000_000, uniqueBy: 'matchKey' },
      atomicity: 'per-record',
      resend: 'safe',
      inFlightMax: 8,
      write: (batch, ctx) =>
        importProfiles(batch, ctx, { effect: 'added', listId: listIdOf(batch) }),
    },
    // 1,000 a request: https://developers.klaviyo.com/en/v2026-07-15/reference/remove_profiles_from_list (read 2026-11-27)
    remove: {
      matchOn: [['email'], ['phone_number'], ['external_id'], ['id']],
      batch: { recordsMax: 1000, uniqueBy: 'matchKey' },
      atomicity: 'all-or-nothing',
      resend: 'safe',
      write: removeMembers,
    },
  },
})
