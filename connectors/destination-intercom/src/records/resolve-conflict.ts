import { jsonObject, type Batch, type Change, type Outcome, type RunContext } from '@revetl/sdk'
import { archiveContact, readContact, unarchiveContact } from '../client.ts'
import type { Config } from '../config.ts'
import { conflictOutcome, refused, type Conflict } from '../outcomes.ts'
import { matchText } from './matched.ts'
import { comparable } from './search-contacts.ts'

interface Met {
  readonly change: Change
  readonly ctx: RunContext<Config>
  readonly batch: Batch
  readonly conflict: Conflict
}

/**
 * What becomes of a create that Intercom refused because of another contact. That contact is taken for the record
 * only where it has the same match value: the conflict may be about the other identifier, of somebody else.
 * @returns nothing where it is the record, and is there to be written
 */
export async function resolveConflict(met: Met): Promise<Outcome | undefined> {
  const { change, ctx, batch, conflict } = met
  if (conflict.isArchived && !mayUnarchive(met)) {
    const message = `An archived contact has the same identifiers: ${conflict.id}. Unarchive it, or let an upsert do so with archivedContacts: unarchive.`
    return conflictOutcome(change, message)
  }
  // An archived contact cannot be read: https://github.com/intercom/intercom-ruby/issues/561 (read 2026-11-27)
  if (conflict.isArchived) await done(unarchiveContact(ctx, conflict.id))
  if (await isRecord(met)) return undefined
  if (conflict.isArchived) await done(archiveContact(ctx, conflict.id))
  const message = `Another contact has an identifier of this one: ${conflict.id}. It was left as it is, since its ${batch.matchOn.join(', ')} is another.`
  return conflictOutcome(change, message)
}

const mayUnarchive = ({ batch, ctx }: Met): boolean =>
  batch.operation === 'upsert' && ctx.config.archivedContacts === 'unarchive'

async function isRecord({ change, ctx, batch, conflict }: Met): Promise<boolean> {
  const response = await readContact(ctx, conflict.id)
  if (response.status === 404) return false
  if (!response.isOk) throw refused(response)
  const [field = ''] = batch.matchOn
  const value = jsonObject(response.json())[field]
  const wanted = comparable(field, matchText(batch, change))
  return typeof value === 'string' && comparable(field, value) === wanted
}

async function done(request: ReturnType<typeof readContact>): Promise<void> {
  const response = await request
  if (!response.isOk) throw refused(response)
}
