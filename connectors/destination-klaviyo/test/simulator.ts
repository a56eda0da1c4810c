// Klaviyo as its documents and its users describe it. Nothing here knows the connector.
import {
  serveSimulator,
  startSimulator,
  type Exchange,
  type Simulator,
} from '@revetl/testkit/simulator'
import { Account } from './simulator/account.ts'
import { missingScope, notFound, refusal } from './simulator/errors.ts'
import { importRoutes } from './simulator/import-routes.ts'
import { quotas } from './simulator/limits.ts'
import { otherRoutes } from './simulator/other-routes.ts'
import { profileRoutes } from './simulator/profile-routes.ts'
import { suppressionRoutes } from './simulator/suppression-routes.ts'

/** Klaviyo on 127.0.0.1. */
export interface KlaviyoSimulator extends Simulator {
  readonly account: Account
}

/** Starts a simulated account whose key is `simulated-key`. */
export async function startKlaviyo(
  options: { readonly onExchange?: (exchange: Exchange) => void } = {},
): Promise<KlaviyoSimulator> {
  const account = new Account()
  const simulator = await startSimulator({
    ...options,
    routes: [
      ...importRoutes(account),
      ...profileRoutes(account),
      ...otherRoutes(account),
      ...suppressionRoutes(account),
    ],
    isAuthorized: ({ headers }) => headers.authorization === 'Klaviyo-API-Key simulated-key',
    quotas,
    errors: {
      unauthorized: () =>
        refusal(401, {
          code: 'authentication_failed',
          title: 'Incorrect authentication credentials.',
          detail: 'Incorrect authentication credentials.',
          pointer: '/data/',
        }),
      forbidden: () => missingScope('profiles:write'),
      throttled: (_quota, fullForMs) => {
        const seconds = Math.ceil(fullForMs / 1000)
        const detail = `Request was throttled. Expected available in ${seconds} seconds.`
        const answer = refusal(429, { code: 'throttled', title: 'Throttled.', detail })
        return { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } }
      },
      notFound: ({ path }) => notFound(`No such path: ${path}`),
    },
    showState: () => ({
      profiles: account.profiles.list(),
      suppressed: [...account.suppressed],
    }),
    resultLists: (body) => {
      const { data } = (body ?? {}) as { readonly data?: unknown }
      return Array.isArray(data) ? [data] : []
    },
    foreignResult: () => ({ type: 'import-error', id: 'foreign', attributes: foreign }),
  })
  account.readQuotas = () => simulator.quotas
  return Object.assign(simulator, { account })
}

const foreign = {
  code: 'invalid',
  title: 'Invalid input.',
  detail: 'Invalid email address',
  source: { pointer: '/data' },
  original_payload: { email: 'nobody@example.com' },
}

if (import.meta.main) await serveSimulator(await startKlaviyo(), { key: 'simulated-key' })
