import { reply, route, type Reply, type Route } from '@revetl/testkit/simulator'
import { listAttributes } from './attributes.ts'
import { contactNotFound, instanceNotFound, refusal, typeNotFound } from './errors.ts'
import type { Instance, Workspace } from './workspace.ts'

type Json = Readonly<Record<string, unknown>>

/** The end points of the token, attributes, custom objects and events. */
export function otherRoutes(workspace: Workspace): readonly Route[] {
  return [
    route('GET', '/me', () => reply(200, me)),
    route('GET', '/data_attributes', ({ query }) => {
      const model = query.get('model') === 'company' ? 'company' : 'contact'
      return reply(200, listAttributes(model, ['name'], workspace.attributes[model]))
    }),
    ...instanceRoutes(workspace),
    route('POST', '/events', ({ json }, _params, { accept }) => {
      const event = json as Json
      const refused = eventProblem(workspace, event)
      if (refused !== undefined) return refused
      const key = ['user_id', 'email', 'id', 'event_name', 'created_at']
        .map((name) => JSON.stringify(event[name] ?? null))
        .join()
      // "Duplicated events are responded to using the normal 202 Accepted code."
      if (workspace.events.has(key)) return { status: 202 }
      const metadata = Object.fromEntries(Object.entries(event['metadata'] ?? {}).slice(0, 10))
      workspace.events.set(key, { ...event, metadata })
      accept({ object: 'events', operation: 'append', key, payload: event })
      return { status: 202 }
    }),
  ]
}

const me = {
  type: 'admin',
  id: '991267459',
  email: 'admin@example.com',
  name: 'Ada Example',
  email_verified: true,
  app: {
    type: 'app',
    id_code: 'simulated',
    name: 'Example workspace',
    created_at: 1_734_537_243,
    identity_verification: false,
    timezone: 'Europe/Berlin',
    region: 'EU',
  },
  avatar: { type: 'avatar', image_url: 'https://example.com/avatar.png' },
  has_inbox_seat: true,
}

// https://developers.intercom.com/docs/references/2.15/rest-api/api.intercom.io/custom-object-instances (read 2026-11-27)
function instanceRoutes(workspace: Workspace): readonly Route[] {
  const withType = (type: string, answer: (all: Map<string, Instance>) => Reply): Reply => {
    const all = workspace.instances.get(type)
    return all === undefined ? typeNotFound(type) : answer(all)
  }
  const path = '/custom_object_instances/:type'
  return [
    route('GET', path, ({ query }, { type }) =>
      withType(type, (all) => {
        const instance = all.get(query.get('external_id') ?? '')
        return instance === undefined ? instanceNotFound : reply(200, show(type, instance))
      }),
    ),
    route('POST', path, ({ json }, { type }, { accept }) =>
      withType(type, (all) => {
        const { external_id: externalId, custom_attributes: custom, ...others } = json as Json
        if (typeof externalId !== 'string' || externalId === '') {
          return refusal(400, 'parameter_not_found', 'external_id is required')
        }
        if ((custom as Json | undefined)?.['status'] === 'bad') {
          return refusal(400, 'parameter_invalid', 'status is not an option')
        }
        const existing = all.get(externalId)
        const instance = existing ?? { id: workspace.newId('1'), values: {} }
        const attributes = {
          ...(instance.values['custom_attributes'] as Json),
          ...(custom as Json),
        }
        Object.assign(instance.values, others, {
          external_id: externalId,
          custom_attributes: attributes,
        })
        all.set(externalId, instance)
        const operation = existing === undefined ? 'create' : 'update'
        accept({ object: type, operation, key: externalId, payload: json })
        return reply(200, show(type, instance))
      }),
    ),
    route('DELETE', path, ({ query }, { type }, { accept }) =>
      withType(type, (all) => {
        const externalId = query.get('external_id') ?? ''
        const instance = all.get(externalId)
        if (instance === undefined) return instanceNotFound
        all.delete(externalId)
        accept({ object: type, operation: 'delete', key: externalId, payload: null })
        return reply(200, { id: instance.id, object: type, deleted: true })
      }),
    ),
  ]
}

const show = (type: string, { id, values }: Instance) => ({
  id,
  type,
  custom_attributes: {},
  external_created_at: null,
  external_updated_at: null,
  ...values,
  created_at: 1_734_537_745,
  updated_at: 1_734_537_745,
})

function eventProblem(workspace: Workspace, event: Json): Reply | undefined {
  const missing = ['event_name', 'created_at'].find((name) => event[name] === undefined)
  if (missing !== undefined) return refusal(400, 'parameter_not_found', `${missing} is required`)
  const contact = [...workspace.contacts.values()].find(
    ({ isArchived, id, values }) =>
      !isArchived &&
      (id === event['id'] ||
        (event['user_id'] !== undefined && values['external_id'] === event['user_id']) ||
        (event['email'] !== undefined && values['email'] === event['email'])),
  )
  return contact === undefined ? contactNotFound : undefined
}
