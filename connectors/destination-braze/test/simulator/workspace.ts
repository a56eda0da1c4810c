import { reply, route, type HandlerTools, type Reply, type Route } from '@revetl/testkit/simulator'
import type { SimulatorRequest } from '@revetl/testkit/simulator'
import type { Value, ValueRecord } from '@revetl/sdk'
import { UserStore } from './user-store.ts'

/** A catalog: the types of its fields, and its items. */
export interface Catalog {
  readonly fields: Readonly<Record<string, string>>
  readonly items: Map<string, Record<string, Value>>
}

type Handle = (
  request: SimulatorRequest,
  params: Readonly<Record<string, string>>,
  tools: HandlerTools,
) => Reply

/** What a workspace holds, and what its key may do. */
export class Workspace {
  readonly users = new UserStore()
  readonly events: ValueRecord[] = []
  readonly purchases: ValueRecord[] = []
  readonly catalogs = new Map<string, Catalog>([
    [
      'restaurants',
      {
        fields: { id: 'string', Name: 'string', City: 'string', Rating: 'number', Open: 'boolean' },
        items: new Map(),
      },
    ],
  ])
  readonly missingPermissions = new Set<string>()
  /** During maintenance requests are queued: https://www.braze.com/docs/api/errors/#messaging-queued (read 2026-11-27) */
  isQueueing = false

  route(method: string, pattern: string, permission: string, handle: Handle): Route {
    return route(method, pattern, (request, params, tools) => {
      if (this.missingPermissions.has(permission)) return refusal(403, `Missing ${permission}`)
      const answer = handle(request, params, tools)
      const headers = {
        'x-ratelimit-limit': '250000',
        'x-ratelimit-remaining': '249000',
        'x-ratelimit-reset': String(Math.ceil(tools.nowMs / 1000) + 60),
      }
      return { ...answer, headers: { ...headers, ...answer.headers } }
    })
  }
}

/** A refusal in Braze's words: https://www.braze.com/docs/api/errors/ (read 2026-11-27) */
export const refusal = (status: number, message: string, more: object = {}): Reply =>
  reply(status, { message, ...more })
