// Meta's custom audiences as the documents and the users describe them, for tests. Nothing here knows the connector.
import { createHmac } from 'node:crypto'
import {
  reply,
  route,
  serveSimulator,
  startSimulator,
  type Exchange,
  type HandlerTools,
  type Reply,
  type Simulator,
  type SimulatorRequest,
} from '@revetl/testkit/simulator'
import { AudienceStore, keyOf, type Audience, type Received } from './simulator/audience-store.ts'
import type { Entry } from './simulator/member-set.ts'

/** A simulated ad account. */
export interface MetaOptions {
  /** Names of audiences. */
  readonly audiences?: readonly string[]
  /** How many invalid entries an answer shows; default none. */
  readonly samplesMax?: number
  readonly appSecret?: string
  readonly permissions?: readonly string[]
  readonly isActive?: boolean
  readonly hasTerms?: boolean
  /** Minutes until the account may be asked again, as its answers say. */
  readonly regainMinutes?: number
  readonly onExchange?: (exchange: Exchange) => void
}

/** Meta on 127.0.0.1 with one ad account. */
export interface MetaSimulator extends Simulator {
  readonly store: AudienceStore
  audience(name: string): Audience
}

/** What the simulated account knows. */
export const account = { id: 'act_4242', token: 'simulated-access-token' }

/** An error in Meta's form: https://developers.facebook.com/docs/graph-api/guides/error-handling (read 2026-11-27) */
export function refusal(
  status: number,
  code: number,
  message: string,
  more: Readonly<Record<string, unknown>> = {},
): Reply {
  const error = { message, type: 'OAuthException', code, ...more, fbtrace_id: 'simulated' }
  return reply(status, { error })
}

/** Starts a simulated ad account. */
export async function startMeta(options: MetaOptions = {}): Promise<MetaSimulator> {
  const { audiences = [], appSecret, onExchange } = options
  const store = new AudienceStore()
  for (const name of audiences) store.addAudience(name)
  const simulator = await startSimulator({
    routes: [
      ...memberRoutes(store, options),
      route('GET', '/v25.0/me/permissions', () => {
        const { permissions = ['ads_management', 'ads_read'] } = options
        const data = permissions.map((permission) => ({ permission, status: 'granted' }))
        return reply(200, { data })
      }),
      route('GET', '/v25.0/:id/customaudiences', ({ query }, { id }) =>
        id === account.id ? listPage(store, query) : unknownObject(id),
      ),
      route('GET', '/v25.0/:id', (_request, { id }) => {
        if (id !== account.id) return unknownObject(id)
        const { isActive = true, hasTerms = true } = options
        return reply(200, {
          id,
          name: 'Simulated account',
          account_status: isActive ? 1 : 2,
          tos_accepted: hasTerms ? { custom_audience_tos: 1 } : {},
        })
      }),
    ],
    isAuthorized: (request) => isGood(request, appSecret),
    // https://developers.facebook.com/docs/graph-api/overview/rate-limiting (read 2026-11-27)
    quotas: [{ name: 'custom_audience', max: 5000, perMs: 3_600_000 }],
    quotaHeaders: ([hour]) => ({
      'x-business-use-case-usage': JSON.stringify({
        '4242': [
          {
            type: 'custom_audience',
            call_count: Math.floor(((hour?.used ?? 0) * 100) / (hour?.max ?? 1)),
            total_cputime: 1,
            total_time: 1,
            estimated_time_to_regain_access: options.regainMinutes ?? 0,
          },
        ],
      }),
    }),
    errors: {
      unauthorized: () =>
        refusal(401, 190, 'Invalid OAuth access token - Cannot parse access token'),
      // Documented is the code and not the status; with status 400 it is looked at in outcomes.test.ts.
      throttled: () => refusal(429, 80_003, 'There have been too many calls to this ad-account.'),
      notFound: ({ path }) => refusal(400, 2500, `Unknown path components: ${path}`),
      forbidden: () => refusal(403, 200, 'Requires ads_management permission to manage the object'),
    },
    miscounted: (body) => {
      const { num_received: received = 0 } = (body ?? {}) as { num_received?: number }
      return { ...(body as object), num_received: received + 1 }
    },
    showState: () => store.audiences,
    ...(onExchange === undefined ? {} : { onExchange }),
  })
  return Object.assign(simulator, {
    store,
    audience: (name: string) => {
      const found = store.audiences.find((one) => one.name === name)
      if (!found) throw new Error(`There is no audience ${name}.`)
      return found
    },
  })
}

interface Body {
  readonly payload: { readonly schema: string[]; readonly data: string[][] }
  readonly session?: { session_id: number; batch_seq: number; last_batch_flag: boolean }
}

// https://developers.facebook.com/docs/marketing-api/reference/custom-audience/users (read 2026-11-27)
function memberRoutes(store: AudienceStore, { samplesMax = 0 }: MetaOptions) {
  const handle =
    (operation: string, apply: (audience: Audience, entries: Entry[], body: Body) => Received) =>
    ({ json }: SimulatorRequest, { id }: { id: string }, tools: HandlerTools): Reply => {
      const audience = store.find(id)
      if (!audience) return unknownObject(id)
      if (audience.operationStatus === 471) {
        return refusal(400, 100, 'Invalid parameter', {
          error_subcode: 1_713_230,
          error_user_msg: 'Audience Upload Blocked',
        })
      }
      const body = json as unknown as Body
      const { schema, data } = body.payload
      if (data.length > 10_000) return refusal(400, 100, 'Param payload: at most 10000 rows')
      const entries = data.map((row) =>
        Object.fromEntries(row.map((value, place) => [schema[place] ?? '', value])),
      )
      const { received, invalid, valid } = apply(audience, entries, body)
      for (const entry of valid)
        tools.accept({ object: audience.name, operation, key: keyOf(entry), payload: entry })
      const samples = invalid
        .slice(0, samplesMax)
        .map((entry, place) => [place, JSON.stringify(Object.values(entry))])
      return reply(200, {
        audience_id: id,
        session_id: String(body.session?.session_id ?? 1),
        num_received: received,
        num_invalid_entries: invalid.length,
        invalid_entry_samples: Object.fromEntries(samples),
      })
    }
  return [
    route(
      'POST',
      '/v25.0/:id/users',
      handle('add', (audience, entries) => store.add(audience, entries)),
    ),
    route(
      'DELETE',
      '/v25.0/:id/users',
      handle('remove', (audience, entries) => store.remove(audience, entries)),
    ),
    route(
      'POST',
      '/v25.0/:id/usersreplace',
      handle('replace', (audience, entries, { session }) =>
        store.replace(
          audience,
          entries,
          session ?? { session_id: 0, batch_seq: 1, last_batch_flag: true },
        ),
      ),
    ),
  ]
}

const unknownObject = (id: string): Reply =>
  refusal(
    400,
    100,
    `Unsupported request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
    { error_subcode: 33 },
  )

// https://developers.facebook.com/docs/graph-api/results (read 2026-11-27)
function listPage({ audiences }: AudienceStore, query: URLSearchParams): Reply {
  const from = Number(query.get('after') ?? 0)
  const end = from + Number(query.get('limit') ?? 25)
  const data = audiences.slice(from, end).map(({ id, name, subtype, operationStatus }) => ({
    id,
    name,
    subtype,
    operation_status: { code: operationStatus, description: 'Normal' },
  }))
  const more = end < audiences.length ? { next: 'https://graph.facebook.com/next-page' } : {}
  return reply(200, {
    data,
    paging: { cursors: { before: String(from), after: String(end) }, ...more },
  })
}

function isGood({ headers, query }: SimulatorRequest, appSecret: string | undefined): boolean {
  if (headers.authorization !== `Bearer ${account.token}`) return false
  if (appSecret === undefined) return true
  const proof = createHmac('sha256', appSecret).update(account.token).digest('hex')
  return query.get('appsecret_proof') === proof
}

if (import.meta.main) {
  const simulator = await startMeta({ audiences: ['Customers to win back'] })
  const [audience] = simulator.store.audiences
  await serveSimulator(simulator, { token: account.token, audience: audience?.id })
}
