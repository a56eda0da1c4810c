// HubSpot as its documents and its users describe it, for tests and for the demo. Nothing here knows the connector.
import { parseArgs } from 'node:util'
import {
  serveSimulator,
  startSimulator,
  type Exchange,
  type Simulator,
} from '@revetl/testkit/simulator'
import { accountRoutes } from './simulator/account-routes.ts'
import { associationRoutes } from './simulator/association-routes.ts'
import type { ContactList } from './simulator/contact-list.ts'
import { CrmStore, type CustomObject } from './simulator/crm-store.ts'
import { overLimit, refusal } from './simulator/errors.ts'
import { eventRoutes } from './simulator/event-routes.ts'
import { listRoutes } from './simulator/list-routes.ts'
import { objectRoutes } from './simulator/object-routes.ts'
import { Tokens } from './simulator/tokens.ts'

/** A simulated account. */
export interface HubspotOptions {
  readonly accessTokens?: readonly string[]
  readonly refreshTokens?: readonly string[]
  /** Requests that an app may send in any ten seconds, or in `burstPerMs`; default 190. */
  readonly burstMax?: number
  readonly burstPerMs?: number
  readonly dailyMax?: number
  /** Scopes that the app lacks. */
  readonly missingScopes?: readonly string[]
  readonly customObjects?: readonly CustomObject[]
  /** Default: one static list of contacts, `7`, and one that HubSpot fills itself, `8`. */
  readonly lists?: readonly ContactList[]
  /** Whether results carry `objectWriteTraceId`; default true. */
  readonly echoesTraceIds?: boolean
  readonly latencyMs?: number
  readonly seed?: number
  readonly onExchange?: (exchange: Exchange) => void
}

/** HubSpot on 127.0.0.1. */
export interface HubspotSimulator extends Simulator {
  readonly store: CrmStore
  readonly tokens: Tokens
}

const portalId = 4_242_001

/** Starts a simulated account. */
export async function startHubspot(options: HubspotOptions = {}): Promise<HubspotSimulator> {
  const { burstMax = 190, burstPerMs = 10_000, dailyMax = 625_000, missingScopes = [] } = options
  const store = new CrmStore(options.customObjects ?? [], options.lists ?? newLists())
  const tokens = new Tokens(
    options.accessTokens ?? ['simulated-token'],
    options.refreshTokens ?? ['simulated-refresh-token'],
  )
  const hasScope = (scope: string) => !missingScopes.includes(scope)
  const dailyUsage = () => ({ used: simulator.quotas[1]?.used ?? 0, max: dailyMax })
  const { latencyMs, seed, onExchange, echoesTraceIds = true } = options
  const api = { store, hasScope, echoesTraceIds }
  const simulator: Simulator = await startSimulator({
    routes: [
      ...objectRoutes(api),
      ...associationRoutes(api),
      ...listRoutes(api),
      ...eventRoutes(api),
      ...accountRoutes({ store, portalId, hasScope, dailyUsage, tokens }),
    ],
    isAuthorized: (request) => tokens.isGood(request),
    // https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines (read 2026-11-22)
    quotas: [
      { name: 'TEN_SECONDLY_ROLLING', max: burstMax, perMs: burstPerMs, appliesTo: isCounted },
      { name: 'DAILY', max: dailyMax, perMs: 86_400_000, appliesTo: isCounted },
      { name: 'EVENTS', max: 1250, perMs: 1000, appliesTo: (request) => !isCounted(request) },
    ],
    quotaHeaders: ([burst, daily]) => ({
      'x-hubspot-ratelimit-max': String(burst?.max),
      'x-hubspot-ratelimit-remaining': String(burst?.remaining),
      'x-hubspot-ratelimit-interval-milliseconds': String(burst?.perMs),
      'x-hubspot-ratelimit-daily': String(daily?.max),
      'x-hubspot-ratelimit-daily-remaining': String(daily?.remaining),
    }),
    errors: {
      unauthorized: () =>
        refusal(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found.'),
      throttled: ({ name }) => overLimit(name),
      notFound: ({ path }) => refusal(404, 'OBJECT_NOT_FOUND', `Resource not found: ${path}`),
    },
    resultLists: (body) => listsOf(body),
    foreignResult: () => ({ id: '999', properties: {}, objectWriteTraceId: 'foreign' }),
    showState: () => store.show(),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(seed === undefined ? {} : { seed }),
    ...(onExchange === undefined ? {} : { onExchange }),
  })
  return Object.assign(simulator, { store, tokens })
}

/** Events are exempt: `x-hubspot-rate-limit-exemptions` in HubSpot's description of them. */
const isCounted = ({ path }: { readonly path: string }): boolean => !path.startsWith('/events/')

const newLists = (): readonly ContactList[] => [
  { listId: '7', name: 'News', type: 'contacts', processingType: 'MANUAL', members: new Set() },
  { listId: '8', name: 'All', type: 'contacts', processingType: 'DYNAMIC', members: new Set() },
]

function listsOf(body: unknown): unknown[][] {
  const lists = (body ?? {}) as Readonly<Record<string, unknown[] | undefined>>
  const names = ['results', 'errors', 'recordsIdsAdded', 'recordIdsRemoved']
  return names.flatMap((name) => (lists[name] === undefined ? [] : [lists[name]]))
}

/** Runs until it is told to stop, and says where on its first line. */
async function serve(): Promise<void> {
  const { values } = parseArgs({
    options: { 'burst-max': { type: 'string' }, 'burst-per-ms': { type: 'string' } },
  })
  const { 'burst-max': burstMax, 'burst-per-ms': burstPerMs } = values
  const simulator = await startHubspot({
    ...(burstMax === undefined ? {} : { burstMax: Number(burstMax) }),
    ...(burstPerMs === undefined ? {} : { burstPerMs: Number(burstPerMs) }),
  })
  await serveSimulator(simulator, { token: 'simulated-token' })
}

if (import.meta.main) await serve()
