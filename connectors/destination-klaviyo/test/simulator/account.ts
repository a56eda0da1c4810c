import {
  reply,
  route,
  type HandlerTools,
  type QuotaReading,
  type Reply,
  type Route,
  type SimulatorRequest,
} from '@revetl/testkit/simulator'
import { jsonApi, missingScope, refusal } from './errors.ts'
import { ProfileStore } from './profile-store.ts'

/** A list and who is on it, by profile id. */
export interface List {
  readonly name: string
  readonly members: Set<string>
}

type Params = Readonly<Record<string, string>>
type Handle = (request: SimulatorRequest, params: Params, tools: HandlerTools) => Reply

/** What an account holds, and how it behaves. */
export class Account {
  readonly profiles = new ProfileStore()
  readonly lists = new Map<string, List>([['Y6nRLr', { name: 'Newsletter', members: new Set() }]])
  /** Events by profile, metric and unique id. */
  readonly events = new Map<string, unknown>()
  readonly suppressed = new Set<string>()
  readonly missingScopes = new Set<string>()
  /** How often a job is still running. */
  pollsUntilDone = 0
  jobEnd: 'complete' | 'cancelled' = 'complete'
  /** Jobs expire. */
  hasForgottenJobs = false
  /** And so do their errors, maybe first. */
  hasForgottenErrors = false
  /** The windows of the simulator, for the headers that tell them. */
  readQuotas: () => readonly QuotaReading[] = () => []

  /** An end point of the API: it needs a revision and scopes, and tells what is left of its minute. */
  route(method: string, pattern: string, scopes: readonly string[], handle: Handle): Route {
    return route(method, pattern, (request, params, tools) => {
      const answer = this.#refuse(request, scopes) ?? handle(request, params, tools)
      const media = answer.json === undefined ? {} : jsonApi
      return { ...answer, headers: { ...media, ...this.#limitHeaders(request), ...answer.headers } }
    })
  }

  #refuse(request: SimulatorRequest, scopes: readonly string[]): Reply | undefined {
    const missing = scopes.filter((scope) => this.missingScopes.has(scope))
    if (missing.length > 0) return missingScope(missing.join(', '))
    if (request.headers['revision'] === undefined) {
      const detail = 'A revision header is required.'
      return refusal(400, {
        code: 'invalid',
        title: 'Invalid input.',
        detail,
        parameter: 'revision',
      })
    }
    const isTyped = request.headers['content-type'] === 'application/vnd.api+json'
    if (request.text === '' || isTyped) return undefined
    return reply(415, { errors: [] })
  }

  // Of the steady window: https://developers.klaviyo.com/en/docs/rate_limits_and_error_handling (read 2026-11-27)
  #limitHeaders(request: SimulatorRequest): Readonly<Record<string, string>> {
    const steady = this.readQuotas().find(
      ({ perMs, appliesTo }) => perMs === 60_000 && appliesTo?.(request),
    )
    if (steady === undefined) return {}
    return {
      'ratelimit-limit': String(steady.max),
      'ratelimit-remaining': String(steady.remaining),
      'ratelimit-reset': '60',
    }
  }
}
