// Intercom as its documents describe it. Nothing here knows the connector.
import {
  serveSimulator,
  startSimulator,
  type Exchange,
  type Simulator,
} from '@revetl/testkit/simulator'
import type { Attribute } from './simulator/attributes.ts'
import { companyRoutes } from './simulator/company-routes.ts'
import { contactRoutes } from './simulator/contact-routes.ts'
import { refusal } from './simulator/errors.ts'
import { otherRoutes } from './simulator/other-routes.ts'
import { Workspace } from './simulator/workspace.ts'

/** A simulated workspace. */
export interface IntercomOptions {
  readonly token?: string
  /** Requests in ten seconds; default 1,666. */
  readonly requestsMax?: number
  /** How long a search does not show a new contact; default not at all. */
  readonly searchDelayMs?: number
  readonly contactAttributes?: readonly Attribute[]
  readonly companyAttributes?: readonly Attribute[]
  readonly customObjects?: readonly string[]
  /** Paths whose requests are refused with 403, by their beginning. */
  readonly forbiddenPaths?: readonly string[]
  /** Whether a company that is asked for by its id comes in a list; default true. */
  readonly listsOneCompany?: boolean
  readonly onExchange?: (exchange: Exchange) => void
}

/** Intercom on 127.0.0.1. */
export interface IntercomSimulator extends Simulator {
  readonly workspace: Workspace
}

/** Starts a simulated workspace. */
export async function startIntercom(options: IntercomOptions = {}): Promise<IntercomSimulator> {
  const { token = 'simulated-token', requestsMax = 1_666, searchDelayMs = 0 } = options
  const workspace = new Workspace(
    { contact: options.contactAttributes ?? [], company: options.companyAttributes ?? [] },
    options.customObjects ?? [],
  )
  const forbidden = options.forbiddenPaths ?? []
  const routes = [
    ...contactRoutes(workspace, searchDelayMs),
    ...companyRoutes(workspace, options.listsOneCompany ?? true),
    ...otherRoutes(workspace),
  ]
  const { onExchange } = options
  const simulator = await startSimulator({
    ...(onExchange === undefined ? {} : { onExchange }),
    routes: routes.map((one) => ({
      ...one,
      handle: (request, params, tools) =>
        forbidden.some((path) => request.path.startsWith(path))
          ? notAllowed()
          : one.handle(request, params, tools),
    })),
    isAuthorized: ({ headers }) => headers.authorization === `Bearer ${token}`,
    // https://developers.intercom.com/docs/references/2.17/rest-api/errors/rate-limiting (read 2026-11-27)
    quotas: [{ name: 'app', max: requestsMax, perMs: windowMs }],
    quotaHeaders: ([app]) => ({
      'x-ratelimit-limit': String(app?.max),
      'x-ratelimit-remaining': String(app?.remaining),
      // Intercom's windows end all at once; this one slides, which is stricter, and ends where it lets more in.
      'x-ratelimit-reset': String(Math.ceil((app?.moreAtMs ?? 0) / 1000)),
    }),
    errors: {
      unauthorized: () => refusal(401, 'unauthorized', 'Access Token Invalid'),
      throttled: ({ max }) =>
        refusal(429, 'rate_limit_exceeded', `Exceeded rate limit of ${max} in 10_seconds`),
      notFound: ({ path }) => refusal(404, 'not_found', `Resource Not Found: ${path}`),
      forbidden: notAllowed,
    },
    showState: () => ({
      contacts: [...workspace.contacts.values()].map(({ companies, ...contact }) => ({
        ...contact,
        companies: [...companies],
      })),
      companies: [...workspace.companies.values()],
      events: [...workspace.events.values()],
    }),
  })
  return Object.assign(simulator, { workspace })
}

const windowMs = 10_000

const notAllowed = () =>
  refusal(403, 'action_forbidden', 'The token lacks the permission for this action')

/** What the workspace knows of a person when it runs as a program. */
const usage: readonly Attribute[] = [
  { name: 'plan', data_type: 'string' },
  { name: 'active_days', data_type: 'integer' },
  { name: 'reports_made', data_type: 'integer' },
  { name: 'last_active_on', data_type: 'date' },
]

if (import.meta.main) {
  const simulator = await startIntercom({ contactAttributes: usage })
  await serveSimulator(simulator, { token: 'simulated-token' })
}
