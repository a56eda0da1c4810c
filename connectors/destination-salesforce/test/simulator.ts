// Salesforce as its documents and its users describe it, for tests and for benches. Nothing here knows the connector.
import { parseArgs } from 'node:util'
import {
  serveSimulator,
  startSimulator,
  type Exchange,
  type Simulator,
} from '@revetl/testkit/simulator'
import { accountRoutes } from './simulator/account-routes.ts'
import { BulkJobs } from './simulator/bulk-jobs.ts'
import { collectionRoutes } from './simulator/collection-routes.ts'
import { refusal } from './simulator/errors.ts'
import { jobRoutes } from './simulator/job-routes.ts'
import { leads, standardObjects, type ObjectMeta } from './simulator/metadata.ts'
import { Org } from './simulator/org.ts'
import { queryRoutes } from './simulator/query-routes.ts'
import { Tokens, type App } from './simulator/tokens.ts'
import type { Locks } from './simulator/write-record.ts'

/** A simulated org. */
export interface SalesforceOptions {
  readonly objects?: readonly ObjectMeta[]
  readonly app?: Partial<App>
  /** API requests that the org may make in 24 hours; default 100,000. */
  readonly dailyMax?: number
  readonly latencyMs?: number
  readonly seed?: number
  /** Keeps external ids only, and no log, for millions of records. */
  readonly isLean?: boolean
  readonly onExchange?: (exchange: Exchange) => void
}

/** Salesforce on 127.0.0.1. */
export interface SalesforceSimulator extends Simulator {
  readonly org: Org
  readonly jobs: BulkJobs
  readonly tokens: Tokens
  /** Records whose next write finds them locked, by the text of any of their values. */
  readonly locks: Locks
}

/** The app that a simulated org knows. */
export const simulatedApp = {
  clientId: 'simulated-client',
  clientSecret: 'simulated-client-secret',
  refreshToken: 'simulated-refresh-token',
} as const

const organization = {
  Id: '00D000000000001AAA',
  Name: 'Example Corp',
  OrganizationType: 'Enterprise Edition',
  IsSandbox: false,
}
const dayMs = 86_400_000
const batchesMax = 15_000

/** Starts a simulated org. */
export async function startSalesforce(
  options: SalesforceOptions = {},
): Promise<SalesforceSimulator> {
  const { dailyMax = 100_000, latencyMs, seed, onExchange, isLean = false } = options
  const org = new Org(options.objects ?? standardObjects, !isLean)
  const locks: Locks = new Set()
  const jobs = new BulkJobs(org, locks)
  const tokens = new Tokens({ ...simulatedApp, ...options.app })
  const left = (at: number, max: number) => ({
    Max: max,
    Remaining: simulator.quotas[at]?.remaining ?? max,
  })
  const limits = () => ({
    DailyApiRequests: left(0, dailyMax),
    DailyBulkApiBatches: left(1, batchesMax),
  })
  const routes = [
    ...collectionRoutes({ org, locks }),
    ...jobRoutes(org, jobs),
    ...queryRoutes(org, organization),
    ...accountRoutes({ org, tokens, limits }),
  ]
  const simulator: Simulator = await startSimulator({
    routes: isLean ? routes.map(withoutLog) : routes,
    isAuthorized: (request) => tokens.isGood(request),
    quotas: [
      {
        name: 'DailyApiRequests',
        max: dailyMax,
        perMs: dayMs,
        appliesTo: ({ path }) => path.startsWith('/services/data/'),
      },
      {
        name: 'DailyBulkApiBatches',
        max: batchesMax,
        perMs: dayMs,
        appliesTo: ({ method, path }) => method === 'POST' && path.endsWith('/jobs/ingest'),
      },
    ],
    // https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm (read 2026-11-27)
    quotaHeaders: ([daily]) => ({ 'sforce-limit-info': `api-usage=${daily?.used}/${daily?.max}` }),
    errors: {
      unauthorized: () => refusal(401, 'INVALID_SESSION_ID', 'Session expired or invalid'),
      throttled: () => refusal(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
      notFound: () => refusal(404, 'NOT_FOUND', 'The requested resource does not exist'),
    },
    resultLists: (body) => (Array.isArray(body) && isResults(body) ? [body as unknown[]] : []),
    foreignResult: () => ({ id: '001999999999999AAA', success: true, errors: [] }),
    // "The UpsertResult objects are returned in the same order."
    keepsOrder: true,
    showState: () =>
      org.objects.map(({ name }) => ({
        name,
        records: org.count(name),
        ...(isLean ? {} : { list: org.list(name) }),
      })),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(seed === undefined ? {} : { seed }),
    ...(onExchange === undefined ? {} : { onExchange }),
  })
  return Object.assign(simulator, { org, jobs, tokens, locks })
}

const isResults = (body: readonly unknown[]): boolean =>
  body.every((one) => typeof one === 'object' && one !== null && 'success' in one)

const withoutLog = (route: ReturnType<typeof jobRoutes>[number]) => ({
  ...route,
  handle: (...[request, params, tools]: Parameters<typeof route.handle>) =>
    route.handle(request, params, { ...tools, accept: () => undefined }),
})

/** The users of the org that runs as a program, who may own records. */
function addSellers(org: Org): void {
  const users = org.object('User')
  if (users === undefined) return
  for (const name of ['ada', 'ben', 'chloe']) {
    org.insert(users, { Username: `${name}@example.com`, Email: `${name}@example.com` }, Date.now())
  }
}

/** Runs until it is told to stop, and says where on its first line. */
async function serve(): Promise<void> {
  const { values } = parseArgs({
    options: { 'latency-ms': { type: 'string' }, lean: { type: 'boolean', default: false } },
  })
  const { 'latency-ms': latencyMs, lean: isLean } = values
  const simulator = await startSalesforce({
    isLean,
    objects: [...standardObjects, leads],
    ...(latencyMs === undefined ? {} : { latencyMs: Number(latencyMs) }),
  })
  addSellers(simulator.org)
  await serveSimulator(simulator, { app: simulatedApp })
}

if (import.meta.main) await serve()
