import { configError, object, ok, prepareChanges, RevError, skipped, unknown } from '@revetl/sdk'
import type { Batch, Change, Outcome, PrepareSteps, RunContext, ValueRecord } from '@revetl/sdk'
import { deleteAnswer, readAnswer } from '../answers.ts'
import { checkValues } from '../attribute-value.ts'
import { deleteUsers } from '../client.ts'
import { config, type Config } from '../config.ts'
import { identifierSets, keyOf, toIdentifiers } from '../identifiers.ts'
import { trackObjects, valuesOf } from '../track-objects.ts'
import { findUsers, isFoundInBulk, lookUpUsers } from './find-users.ts'
import { userFields } from './user-fields.ts'

type Ctx = RunContext<Config>

// 75 attribute objects a request and 4 MB: https://www.braze.com/docs/api/endpoints/user_data/post_user_track/ (read 2026-11-27)
const batch = { recordsMax: 75, bytesMax: 3_900_000, uniqueBy: 'matchKey' } as const

/**
 * A change as an attributes object. Only the values that the change carries are sent, since every value that is sent
 * costs a data point, changed or not; null takes an attribute away.
 */
function toAttributes({ matchOn, operation }: Batch, change: Change): ValueRecord {
  const fields = named({ matchOn }, change)
  const values = Object.fromEntries(
    Object.entries(fields).filter(([name]) => !matchOn.includes(name)),
  )
  checkValues(values)
  return {
    ...values,
    ...toIdentifiers(matchOn, fields),
    // An alias alone creates a user only where this is false.
    _update_existing_only: operation === 'update',
  }
}

/** The values of a change that names its user. */
function named({ matchOn }: Pick<Batch, 'matchOn'>, change: Change): ValueRecord {
  const fields = valuesOf(change)
  if (keyOf(matchOn, fields) !== '') return fields
  throw new RevError('REV_VALUE_INVALID', `${matchOn.join(', ')}: no value to find the user by.`)
}

/** An identifier beside the one that is matched by would name another user, or change nothing. */
function refuseOthers({ fields, matchOn }: Batch): void {
  const fixed = ['external_id', 'alias_name', 'alias_label', 'braze_id']
  const other = fields.find(({ name }) => fixed.includes(name) && !matchOn.includes(name))
  if (other === undefined) return
  throw configError(`Failed to write users: ${other.name} is mapped and not matched by.`, {
    hint: `Braze changes no identifiers here. Match by ${other.name}, or do not map it.`,
  })
}

/** How the changes of a batch become attributes objects; two changes of one user in a request have no order. */
const steps = (users: Batch): PrepareSteps<Change, ValueRecord> => ({
  toInput: (change) => toAttributes(users, change),
  keyOf: (change) => keyOf(users.matchOn, valuesOf(change)),
})

async function upsertUsers(users: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  refuseOthers(users)
  return trackObjects('attributes', users.changes, steps(users), ctx)
}

/**
 * Braze says yes to the update of a user that is not there, so users are looked for first where many can be asked for
 * at once. `_update_existing_only` holds for what happens in between, and for the other identifiers.
 */
async function updateUsers(users: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  const { changes, matchOn } = users
  if (!isFoundInBulk(matchOn)) return upsertUsers(users, ctx)
  // What cannot be sent is rejected, whether its user is there or not.
  const { ready, settled } = prepareChanges(changes, steps(users))
  const records = ready.map(({ change }) => valuesOf(change))
  const found = await findUsers(ctx, matchOn, { records })
  const isThere = ({ change }: (typeof ready)[number]) =>
    found.has(keyOf(matchOn, valuesOf(change)))
  const absent = ready.filter((one) => !isThere(one)).map((one) => skipped(one, 'no-match'))
  const present = ready.filter(isThere).map(({ change }) => change)
  const written = present.length > 0 ? await upsertUsers({ ...users, changes: present }, ctx) : []
  return [...settled, ...absent, ...written]
}

/** Deletes users by one kind of identifier. Braze says how many there were, and not which. */
async function deleteSome(users: Batch, ctx: Ctx): Promise<readonly Outcome[]> {
  const toInput = (change: Change) => toIdentifiers(users.matchOn, named(users, change))
  const { ready, settled } = prepareChanges(users.changes, { ...steps(users), toInput })
  if (ready.length === 0) return settled
  const identifiers = ready.map(({ input }) => input)
  const response = await deleteUsers(ctx, toDeletion(users.matchOn, identifiers))
  const { deleted } = readAnswer(deleteAnswer, response)
  const message = `Braze deletes ${deleted} users of ${ready.length}.`
  const isTold = deleted <= ready.length
  return [
    ...settled,
    ...ready.map((one) => (isTold ? ok(one, 'accepted') : unknown(one, { message }))),
  ]
}

function toDeletion(matchOn: readonly string[], identifiers: readonly ValueRecord[]): ValueRecord {
  const all = (name: string) => identifiers.map((one) => one[name] ?? null)
  if (matchOn.includes('external_id')) return { external_ids: all('external_id') }
  if (matchOn.includes('braze_id')) return { braze_ids: all('braze_id') }
  if (matchOn.includes('alias_name')) return { user_aliases: all('user_alias') }
  // Where several users share an address, the one with an external id is meant:
  // https://www.braze.com/docs/api/endpoints/user_data/post_user_delete/#deleting-users-by-email (read 2026-11-27)
  const prioritization = ['identified', 'most_recently_updated']
  return { email_addresses: all('email').map((email) => ({ email, prioritization })) }
}

/** People. Fields that Braze does not know are custom attributes. */
export const users = object(config, {
  title: 'Users',
  fields: userFields,
  isOpen: true,
  operations: {
    upsert: {
      matchOn: identifierSets,
      batch,
      atomicity: 'per-record',
      resend: 'safe',
      sends: 'changed',
      write: upsertUsers,
    },
    update: {
      matchOn: identifierSets,
      batch,
      atomicity: 'per-record',
      resend: 'safe',
      sends: 'changed',
      write: updateUsers,
    },
    // 50 users a request: https://www.braze.com/docs/api/endpoints/user_data/post_user_delete/ (read 2026-11-27)
    delete: {
      matchOn: [['external_id'], ['alias_name', 'alias_label'], ['braze_id'], ['email']],
      batch: { recordsMax: 50, uniqueBy: 'matchKey' },
      atomicity: 'all-or-nothing',
      resend: 'safe',
      write: deleteSome,
    },
  },
  lookup: lookUpUsers,
})
