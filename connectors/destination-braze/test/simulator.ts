// Braze as its documents and its users describe it. Nothing here knows the connector.
import {
  serveSimulator,
  startSimulator,
  type Exchange,
  type Simulator,
} from '@revetl/testkit/simulator'
import type { QuotaOptions, SimulatorRequest } from '@revetl/testkit/simulator'
import { catalogRoutes } from './simulator/catalog-routes.ts'
import { userRoutes } from './simulator/user-routes.ts'
import { refusal, Workspace } from './simulator/workspace.ts'

/** Braze on 127.0.0.1. */
export interface BrazeSimulator extends Simulator {
  readonly workspace: Workspace
}

const on = (shape: RegExp) => (request: SimulatorRequest) =>
  shape.test(`${request.method} ${request.path}`)

// https://www.braze.com/docs/api/api_limits/ (read 2026-11-27)
const quotas: readonly QuotaOptions[] = [
  { name: 'track', max: 3000, perMs: 3000, appliesTo: on(/^POST \/users\/track$/) },
  { name: 'export', max: 250, perMs: 60_000, appliesTo: on(/^POST \/users\/export\/ids$/) },
  { name: 'delete', max: 20_000, perMs: 60_000, appliesTo: on(/^POST \/users\/delete$/) },
  { name: 'catalogs', max: 50, perMs: 60_000, appliesTo: on(/^\w+ \/catalogs$/) },
  { name: 'items', max: 16_000, perMs: 60_000, appliesTo: on(/^\w+ \/catalogs\/[^/]+\/items$/) },
]

/** Starts a simulated workspace whose key is `simulated-key`. */
export async function startBraze(
  options: { readonly onExchange?: (exchange: Exchange) => void } = {},
): Promise<BrazeSimulator> {
  const workspace = new Workspace()
  const simulator = await startSimulator({
    ...options,
    routes: [...userRoutes(workspace), ...catalogRoutes(workspace)],
    isAuthorized: ({ headers }) => headers.authorization === 'Bearer simulated-key',
    quotas,
    errors: {
      // It repeats the key, seen in the field.
      unauthorized: ({ headers }) =>
        refusal(401, `Invalid API key: ${headers.authorization?.replace('Bearer ', '')}`),
      throttled: (_quota, fullForMs) => {
        const answer = refusal(429, 'You have exceeded your rate limit')
        const reset = String(Math.ceil((Date.now() + fullForMs) / 1000))
        return { ...answer, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset } }
      },
      notFound: ({ path }) => refusal(404, `Not found: ${path}`),
    },
    showState: () => ({ users: workspace.users.list() }),
    resultLists: (body) => {
      const { errors } = (body ?? {}) as { readonly errors?: unknown }
      return Array.isArray(errors) ? [errors] : []
    },
    foreignResult: () => ({ type: "'time' is not valid", input_array: 'attributes', index: 70 }),
    miscounted: (body) =>
      Object.fromEntries(
        Object.entries(body ?? {}).map(([name, value]: [string, unknown]) => [
          name,
          name.endsWith('_processed') ? Number(value) - 1 : value,
        ]),
      ),
  })
  return Object.assign(simulator, { workspace })
}

if (import.meta.main) await serveSimulator(await startBraze(), { key: 'simulated-key' })
