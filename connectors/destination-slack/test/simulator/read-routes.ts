import { route, type Reply, type Route, type SimulatorRequest } from '@revetl/testkit/simulator'
import { missingScope, pageOf, refusal, yes } from './answers.ts'
import { showMessage } from './chat-routes.ts'
import { botUser, type Conversation, type Workspace } from './workspace.ts'

/** The methods that read: https://docs.slack.dev/reference/methods (read 2026-11-27) */
export function readRoutes(workspace: Workspace, scopes: readonly string[]): readonly Route[] {
  const needing = (scope: string, answer: (query: URLSearchParams) => Reply): Route['handle'] => {
    return ({ query }: SimulatorRequest) =>
      scopes.includes(scope) ? answer(query) : missingScope(scope, scopes)
  }
  return [
    route('GET', '/api/auth.test', () => ({
      ...yes({
        url: 'https://example.slack.com/',
        team: 'Example workspace',
        user: 'rev',
        team_id: 'T0EXAMPLE1',
        user_id: botUser,
        bot_id: 'B0BOT00001',
      }),
      headers: { 'x-oauth-scopes': scopes.join(',') },
    })),
    route('GET', '/api/conversations.list', needing('channels:read', list(workspace, scopes))),
    route('GET', '/api/conversations.history', ({ query }) => history(workspace, scopes, query)),
    route('GET', '/api/conversations.replies', ({ query }) => replies(workspace, query)),
    route('POST', '/api/conversations.open', ({ json }) => {
      if (!scopes.includes('im:write')) return missingScope('im:write', scopes)
      const { users } = (json ?? {}) as { users?: string }
      const channel = workspace.openDirect(users ?? '')
      return channel === undefined
        ? refusal('user_not_found')
        : yes({ channel: { id: channel.id } })
    }),
    route(
      'GET',
      '/api/users.lookupByEmail',
      needing('users:read.email', (query) => {
        const email = query.get('email') ?? ''
        const id = workspace.users.get(email)
        return id === undefined
          ? refusal('users_not_found')
          : yes({ user: { id, profile: { email } } })
      }),
    ),
  ]
}

const limitOf = (query: URLSearchParams): number => Number(query.get('limit') ?? 100)

function list(workspace: Workspace, scopes: readonly string[]) {
  return (query: URLSearchParams): Reply => {
    const types = (query.get('types') ?? 'public_channel').split(',')
    const isPrivate = types.includes('private_channel')
    if (isPrivate && !scopes.includes('groups:read')) return missingScope('groups:read', scopes)
    const limit = limitOf(query)
    if (limit >= 1000) return refusal('invalid_limit')
    const shown = [...workspace.conversations.values()].filter(
      (one) =>
        one.id.startsWith('C') &&
        (isPrivate || !one.isPrivate) &&
        !(one.isArchived && query.get('exclude_archived') === 'true'),
    )
    const { page, next } = pageOf(shown, { limit, cursor: query.get('cursor') })
    return yes({ channels: page.map(showChannel), response_metadata: { next_cursor: next } })
  }
}

const showChannel = ({ id, name, isPrivate, isArchived, isMember }: Conversation) => ({
  id,
  name,
  is_channel: !isPrivate,
  is_private: isPrivate,
  is_archived: isArchived,
  is_member: isMember,
  purpose: { value: '', creator: '', last_set: 0 },
})

/** A channel from the newest message on; what answers in a thread is not in it. */
function history(workspace: Workspace, scopes: readonly string[], query: URLSearchParams): Reply {
  const channel = workspace.conversations.get(query.get('channel') ?? '')
  if (channel === undefined) return refusal('channel_not_found')
  const scope = channel.id.startsWith('D') ? 'im:history' : 'channels:history'
  if (!scopes.includes(scope)) return missingScope(scope, scopes)
  const oldest = Number(query.get('oldest') ?? 0)
  const shown = channel.messages
    .filter(({ threadTs, ts }) => threadTs === undefined && Number(ts) > oldest)
    .toReversed()
  const counts = { pin_count: 0, channel_actions_ts: null, channel_actions_count: 0 }
  return pageOfMessages(shown, query, counts)
}

function replies(workspace: Workspace, query: URLSearchParams): Reply {
  const channel = workspace.conversations.get(query.get('channel') ?? '')
  if (channel === undefined) return refusal('channel_not_found')
  const ts = query.get('ts')
  const thread = channel.messages.filter((one) => one.ts === ts || one.threadTs === ts)
  return thread.length === 0 ? refusal('thread_not_found') : pageOfMessages(thread, query)
}

function pageOfMessages(
  messages: Conversation['messages'],
  query: URLSearchParams,
  counts: object = {},
): Reply {
  const { page, next } = pageOf(messages, { limit: limitOf(query), cursor: query.get('cursor') })
  const withMetadata = query.get('include_all_metadata') === 'true'
  return yes({
    messages: page.map((message) => showMessage(message, withMetadata)),
    has_more: next !== '',
    ...counts,
    ...(next === '' ? {} : { response_metadata: { next_cursor: next } }),
  })
}
