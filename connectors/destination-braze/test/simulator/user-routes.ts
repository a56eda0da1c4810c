import type { Value, ValueRecord } from '@revetl/sdk'
import { reply, type HandlerTools, type Reply, type Route } from '@revetl/testkit/simulator'
import type { User } from './user-store.ts'
import { refusal, type Workspace } from './workspace.ts'

type Body = Readonly<Record<string, readonly ValueRecord[] | undefined>>
interface Problem {
  readonly type: string
  readonly input_array: string
  readonly index: number
}

const arrays = ['attributes', 'events', 'purchases'] as const
const identifiers = ['external_id', 'user_alias', 'braze_id', 'email', 'phone']

/** Users: track, export, delete. */
export function userRoutes(workspace: Workspace): readonly Route[] {
  return [
    // https://www.braze.com/docs/api/endpoints/user_data/post_user_track/ (read 2026-11-27)
    workspace.route('POST', '/users/track', 'users.track', ({ json, text }, _params, tools) => {
      if (text.length > 4_000_000) return refusal(413, 'Request entity too large')
      return track(workspace, (json ?? {}) as unknown as Body, tools)
    }),
    // https://www.braze.com/docs/api/endpoints/export/user_data/post_users_identifier/ (read 2026-11-27)
    workspace.route('POST', '/users/export/ids', 'users.export.ids', ({ json }) =>
      exportUsers(workspace, json as ValueRecord),
    ),
    // https://www.braze.com/docs/api/endpoints/user_data/post_user_delete/ (read 2026-11-27)
    workspace.route('POST', '/users/delete', 'users.delete', ({ json }, _params, tools) => {
      const wanted = askedFor(json as ValueRecord)
      if (wanted.length > 50) return refusal(400, 'The max number of ids per request was exceeded')
      const found = wanted.flatMap((one) => workspace.users.find(one) ?? [])
      for (const user of found) {
        workspace.users.remove(user)
        tools.accept({ object: 'users', operation: 'delete', key: user.braze_id, payload: null })
      }
      return reply(201, { deleted: found.length, message: 'success' })
    }),
  ]
}

function track(workspace: Workspace, body: Body, tools: HandlerTools): Reply {
  if (workspace.isQueueing) return reply(202, { message: 'queued' })
  if (arrays.some((name) => (body[name]?.length ?? 0) > 75)) {
    return refusal(400, 'Max input length exceeded')
  }
  const errors = arrays.flatMap((name) =>
    (body[name] ?? []).flatMap((object, index): Problem[] => {
      const type = problemOf(name, object)
      return type === undefined ? [] : [{ type, input_array: name, index }]
    }),
  )
  const isBad = (name: string, index: number) =>
    errors.some((error) => error.input_array === name && error.index === index)
  const good = arrays.map((name) => (body[name] ?? []).filter((_, index) => !isBad(name, index)))
  const some = errors.length > 0 ? { errors } : {}
  if (good.every((list) => list.length === 0)) {
    const message =
      "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields."
    return refusal(400, message, some)
  }
  const [attributes = [], events = [], purchases = []] = good
  for (const object of attributes) setAttributes(workspace, object, tools)
  for (const object of events) record(workspace, 'events', object, tools)
  for (const object of purchases) record(workspace, 'purchases', object, tools)
  const counts = arrays.map((name, index) => [`${name}_processed`, good[index]?.length] as const)
  const told = counts.filter(([, count]) => (count ?? 0) > 0)
  return reply(201, { message: 'success', ...Object.fromEntries(told), ...some })
}

function problemOf(array: string, object: ValueRecord): string | undefined {
  if (identifiers.every((name) => (object[name] ?? '') === '')) {
    return "'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required"
  }
  const { email_subscribe: consent, email, time, name, price, product_id: product } = object
  if (array === 'attributes') {
    const states: readonly unknown[] = [undefined, null, 'opted_in', 'subscribed', 'unsubscribed']
    if (!states.includes(consent)) {
      return "'email_subscribe' must be one of opted_in, unsubscribed, subscribed"
    }
    return typeof email === 'string' && !email.includes('@') ? "'email' is not valid" : undefined
  }
  if (typeof time !== 'string' || Number.isNaN(Date.parse(time))) return "'time' is not valid"
  if (array === 'events') return typeof name === 'string' ? undefined : "'name' is not valid"
  if (typeof product !== 'string') return "'product_id' is not valid"
  return typeof price === 'number' ? undefined : "'price' is not valid"
}

function setAttributes({ users }: Workspace, object: ValueRecord, { accept }: HandlerTools): void {
  const user = users.findOrCreate(object)
  if (!user) return
  users.setAttributes(user, object)
  accept({ object: 'users', operation: 'track', key: user.braze_id, payload: object })
}

// "duplicate events are treated as separate, unique events"
function record(
  workspace: Workspace,
  array: 'events' | 'purchases',
  object: ValueRecord,
  { accept }: HandlerTools,
): void {
  if (!workspace.users.findOrCreate(object)) return
  workspace[array].push(object)
  accept({ object: array, operation: 'append', key: JSON.stringify(object), payload: object })
}

const listOf = (value: Value | undefined): readonly Value[] =>
  Array.isArray(value) ? (value as readonly Value[]) : []

/** The users that a query names, each as an object of `users/track` would. */
function askedFor(query: ValueRecord): readonly ValueRecord[] {
  const single = ['braze_id', 'phone'].filter((name) => query[name] !== undefined)
  return [
    ...listOf(query['external_ids']).map((value) => ({ external_id: value })),
    ...listOf(query['user_aliases']).map((value) => ({ user_alias: value })),
    ...listOf(query['braze_ids']).map((value) => ({ braze_id: value })),
    ...listOf(query['email_addresses']).map((value) => ({
      email: (value as ValueRecord)['email'] ?? null,
    })),
    ...single.map((name) => ({ [name]: query[name] ?? null })),
    ...(query['email_address'] === undefined ? [] : [{ email: query['email_address'] }]),
  ]
}

function exportUsers({ users }: Workspace, query: ValueRecord): Reply {
  const wanted = askedFor(query)
  if (wanted.length > 50) {
    return refusal(400, 'The max number of external_ids and aliases per request was exceeded')
  }
  const found = wanted.flatMap((one) => users.find(one) ?? [])
  const fields = listOf(query['fields_to_export']) as readonly string[]
  const lost = wanted.filter((one) => users.find(one) === undefined)
  const invalid = lost.flatMap(({ external_id: id }) => id ?? [])
  return reply(200, {
    message: 'success',
    users: found.map((user) => show(user, fields)),
    ...(invalid.length > 0 ? { invalid_user_ids: invalid } : {}),
  })
}

function show({ profile, custom, ...user }: User, fields: readonly string[]): object {
  const whole: Record<string, unknown> = { ...user, ...profile, custom_attributes: custom }
  if (fields.length === 0) return whole
  return Object.fromEntries(fields.flatMap((name) => (name in whole ? [[name, whole[name]]] : [])))
}
