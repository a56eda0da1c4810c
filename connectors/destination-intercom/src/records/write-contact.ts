import { jsonText, ok, skipped } from '@revetl/sdk'
import type {
  Batch,
  Change,
  FieldDefinitions,
  FindThenWriteSteps,
  FoundIds,
  Outcome,
  RunContext,
} from '@revetl/sdk'
import { archiveContact, createContact, deleteContact, updateContact } from '../client.ts'
import type { Config } from '../config.ts'
import { contactFields } from '../objects/contact-fields.ts'
import { conflictOf, outcomeOf } from '../outcomes.ts'
import { toBody, type BodyShape } from './body.ts'
import { matchText } from './matched.ts'
import { resolveConflict } from './resolve-conflict.ts'
import { comparable, contactsBy, findContacts, type Role } from './search-contacts.ts'

type Ctx = RunContext<Config>

const shape: BodyShape = { own: contactFields, omitted: ['id'], rest: 'custom_attributes' }

/** How contacts of a role are found, made, changed and removed. */
export function contactSteps(role: Role): FindThenWriteSteps<FieldDefinitions, Config> {
  return {
    inFlightMax: 16,
    find: (changes, ctx, batch) => findIds(role, changes, ctx, batch),
    create: (change, ctx, batch) => create(role, change, ctx, batch),
    update,
    remove,
  }
}

async function findIds(
  role: Role,
  changes: readonly Change[],
  ctx: Ctx,
  batch: Batch,
): Promise<ReadonlyMap<string, FoundIds>> {
  const [field = ''] = batch.matchOn
  const texts = changes.map((change) => [change.id, matchText(batch, change)] as const)
  if (field === 'id') return new Map(texts)
  const values = texts.map(([, text]) => text)
  const byValue = contactsBy(field, await findContacts(ctx, { role, field, values }))
  const idsOf = (text: string) =>
    (byValue.get(comparable(field, text)) ?? []).flatMap(({ id }) => jsonText(id) ?? [])
  return new Map(texts.map(([id, text]) => [id, idsOf(text)]))
}

async function create(role: Role, change: Change, ctx: Ctx, batch: Batch): Promise<Outcome> {
  const body = toBody(batch, change, shape)
  if ('refusal' in body) return body.refusal
  const response = await createContact(ctx, { role, ...body.json })
  const conflict = conflictOf(response)
  if (conflict === undefined) return outcomeOf(change, response, { effect: 'created' })
  const resolved = await resolveConflict({ change, ctx, batch, conflict })
  if (resolved !== undefined) return resolved
  // Intercom has the contact, though its search does not show it yet.
  if (batch.operation === 'create') return skipped(change, 'exists')
  return update(change, conflict.id, ctx, batch)
}

async function update(change: Change, id: string, ctx: Ctx, batch: Batch): Promise<Outcome> {
  const body = toBody(batch, change, shape)
  if ('refusal' in body) return body.refusal
  const response = await updateContact(ctx, id, body.json)
  return outcomeOf(change, response, { effect: 'updated', notFound: 'no-match' })
}

async function remove(change: Change, id: string, ctx: Ctx): Promise<Outcome> {
  const isErased = ctx.config.contactDeletes === 'permanent'
  const response = await (isErased ? deleteContact : archiveContact)(ctx, id)
  const outcome = outcomeOf(change, response, { effect: 'deleted', notFound: 'no-match' })
  return outcome.status === 'ok' ? ok(change, 'deleted', id) : outcome
}
