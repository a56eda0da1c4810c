import { reply, route, type HandlerTools, type Reply, type Route } from '@revetl/testkit/simulator'
import { attributeProblem } from './attributes.ts'
import { conflict, contactNotFound, refusal } from './errors.ts'
import { searchContacts } from './search.ts'
import { listOf, own, showContact } from './show-contact.ts'
import type { Contact, Workspace } from './workspace.ts'

type Json = Readonly<Record<string, unknown>>

const nullable = own.slice(3)

/** The end points of contacts. */
export function contactRoutes(workspace: Workspace, searchDelayMs: number): readonly Route[] {
  const found = (id: string, answer: (contact: Contact) => Reply): Reply => {
    const contact = workspace.contact(id)
    return contact === undefined ? contactNotFound : answer(contact)
  }
  return [
    route('GET', '/contacts', () => reply(200, listOf([]))),
    route('POST', '/contacts/search', ({ json }, _params, { nowMs }) =>
      searchContacts(workspace, json as Json, nowMs - searchDelayMs),
    ),
    route('POST', '/contacts', ({ json }, _params, tools) =>
      create(workspace, json as Json, tools),
    ),
    route('GET', '/contacts/:id', (_request, { id }) =>
      found(id, (contact) => reply(200, showContact(contact))),
    ),
    route('PUT', '/contacts/:id', ({ json }, { id }, tools) =>
      found(id, (contact) => update(workspace, contact, json as Json, tools)),
    ),
    route('POST', '/contacts/:id/archive', (_request, { id }, { accept }) =>
      found(id, (contact) => {
        contact.isArchived = true
        accept({ object: 'contacts', operation: 'archive', key: id, payload: null })
        return reply(200, { ...reference(contact), archived: true })
      }),
    ),
    route('POST', '/contacts/:id/unarchive', (_request, { id }, { accept }) => {
      const contact = workspace.contacts.get(id)
      if (contact === undefined) return contactNotFound
      contact.isArchived = false
      accept({ object: 'contacts', operation: 'unarchive', key: id, payload: null })
      return reply(200, { ...reference(contact), archived: false })
    }),
    route('DELETE', '/contacts/:id', (_request, { id }, { accept }) =>
      found(id, (contact) => {
        workspace.contacts.delete(id)
        accept({ object: 'contacts', operation: 'delete', key: id, payload: null })
        return reply(200, { ...reference(contact), deleted: true })
      }),
    ),
  ]
}

function create(workspace: Workspace, body: Json, { accept, nowMs }: HandlerTools): Reply {
  const values: Json = { role: 'user', ...body }
  const refused = problemOf(workspace, body)
  if (refused !== undefined) return refused
  if (
    values['role'] === 'user' &&
    body['email'] === undefined &&
    body['external_id'] === undefined
  ) {
    return refusal(400, 'parameter_not_found', 'email or external_id is required')
  }
  const other = values['role'] === 'user' ? workspace.userLike(values) : undefined
  if (other !== undefined) return conflict(other.id, other.isArchived)
  const contact: Contact = {
    id: workspace.newId('6762f0dd1bb69f9f22'),
    createdMs: nowMs,
    isArchived: false,
    values: {},
    custom: {},
    companies: new Set(),
  }
  workspace.contacts.set(contact.id, contact)
  assign(contact, values)
  accept({ object: 'contacts', operation: 'create', key: contact.id, payload: body })
  return reply(200, showContact(contact))
}

function update(
  workspace: Workspace,
  contact: Contact,
  body: Json,
  { accept }: HandlerTools,
): Reply {
  const refused = problemOf(workspace, body)
  if (refused !== undefined) return refused
  const other = contact.values['role'] === 'user' ? workspace.userLike(body, contact) : undefined
  if (other !== undefined) return conflict(other.id, other.isArchived)
  assign(contact, body)
  accept({ object: 'contacts', operation: 'update', key: contact.id, payload: body })
  return reply(200, showContact(contact))
}

const invalid = (message: string): Reply => refusal(400, 'parameter_invalid', message)

function problemOf(workspace: Workspace, body: Json): Reply | undefined {
  const { email, owner_id: owner, custom_attributes: custom } = body
  const nulls = own.filter((name) => body[name] === null && !nullable.includes(name))
  if (nulls.length > 0) return invalid(`${nulls[0]} must be a string`)
  if (typeof email === 'string' && !/^[^\s@]+@[^\s@]+$/.test(email))
    return invalid('Email is invalid')
  if (owner === 13) return invalid('The owner specified is not a member of the workspace')
  const problem = attributeProblem(workspace.attributes.contact, (custom ?? {}) as Json)
  return problem === undefined ? undefined : invalid(problem)
}

/** Sets what is named; null clears, and what Intercom does not know it ignores. */
function assign(contact: Contact, body: Json): void {
  for (const name of own) if (body[name] !== undefined) contact.values[name] = body[name]
  Object.assign(contact.custom, body['custom_attributes'] ?? {})
}

const reference = ({ id, values }: Contact) => ({
  type: 'contact',
  id,
  external_id: values['external_id'] ?? null,
})
