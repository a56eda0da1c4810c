// Slack as its documents describe it. Nothing here knows the connector.
import {
  reply,
  serveSimulator,
  startSimulator,
  type Exchange,
  type Simulator,
  type SimulatorRequest,
} from '@revetl/testkit/simulator'
import { missingScope, refusal } from './simulator/answers.ts'
import { chatRoutes } from './simulator/chat-routes.ts'
import { readRoutes } from './simulator/read-routes.ts'
import { Workspace } from './simulator/workspace.ts'

/** A simulated workspace. */
export interface SlackOptions {
  readonly token?: string
  readonly scopes?: readonly string[]
  readonly channels?: readonly string[]
  /** Addresses of the people in it. */
  readonly people?: readonly string[]
  readonly onExchange?: (exchange: Exchange) => void
}

/** Slack on 127.0.0.1. */
export interface SlackSimulator extends Simulator {
  readonly workspace: Workspace
}

const allScopes = [
  'chat:write',
  'channels:read',
  'channels:history',
  'groups:read',
  'im:history',
  'im:write',
  'users:read.email',
]

/** Starts a simulated workspace. */
export async function startSlack(options: SlackOptions = {}): Promise<SlackSimulator> {
  const { token = 'xoxb-simulated', scopes = allScopes, onExchange } = options
  const workspace = new Workspace()
  for (const name of options.channels ?? ['general', 'alerts']) workspace.addChannel(name)
  for (const email of options.people ?? []) workspace.addUser(email)
  const simulator = await startSimulator({
    routes: [...chatRoutes(workspace, scopes), ...readRoutes(workspace, scopes)],
    isAuthorized: ({ headers }) => headers.authorization === `Bearer ${token}`,
    // https://docs.slack.dev/apis/web-api/rate-limits (read 2026-11-27)
    quotas: [
      {
        name: 'chat.postMessage',
        max: 1,
        perMs: 1000,
        appliesTo: isPost,
        keyOf: channelOf(workspace),
      },
      ...['chat.update', 'chat.delete', 'conversations.history', 'users.lookupByEmail'].map(
        (method) => ({ ...tier(method), max: 50 }),
      ),
      { ...tier('conversations.list'), max: 20 },
    ],
    errors: {
      unauthorized: () => refusal('invalid_auth'),
      throttled: (_quota, fullForMs) =>
        reply(
          429,
          { ok: false, error: 'ratelimited' },
          { 'retry-after': String(Math.ceil(fullForMs / 1000)) },
        ),
      notFound: ({ path }) => refusal('unknown_method', { req_method: path.replace('/api/', '') }),
      forbidden: () => missingScope('chat:write', []),
    },
    showState: () => [...workspace.conversations.values()],
    ...(onExchange === undefined ? {} : { onExchange }),
  })
  return Object.assign(simulator, { workspace })
}

const isPost = ({ path }: SimulatorRequest): boolean => path === '/api/chat.postMessage'

const channelOf =
  (workspace: Workspace) =>
  ({ json }: SimulatorRequest): string =>
    workspace.find(String((json as { channel?: string } | undefined)?.channel))?.id ?? ''

const tier = (method: string) => ({
  name: method,
  perMs: 60_000,
  appliesTo: ({ path }: SimulatorRequest) => path === `/api/${method}`,
})

if (import.meta.main) await serveSimulator(await startSlack(), { token: 'xoxb-simulated' })
