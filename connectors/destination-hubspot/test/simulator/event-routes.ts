import { route, type Reply, type Route } from '@revetl/testkit/simulator'
import { missingScope, refusal } from './errors.ts'
import type { ObjectApi } from './object-routes.ts'

interface Occurrence {
  readonly eventName?: string
  readonly email?: string
  readonly objectId?: string
  readonly utk?: string
  readonly uuid?: string
  readonly properties?: Readonly<Record<string, unknown>>
}

// Under Limits: https://developers.hubspot.com/docs/api-reference/events-send-event-completions-v3/guide
const inputsMax = 500

/** Occurrences of custom events; HubSpot takes them in and writes them later. */
export function eventRoutes({ store, hasScope }: ObjectApi): readonly Route[] {
  return [
    route('POST', '/events/2026-03/send/batch', ({ json }, _params, { accept }): Reply => {
      const scope = 'analytics.behavioral_events.send'
      if (!hasScope(scope)) return missingScope(scope)
      const { inputs } = (json ?? {}) as { inputs?: readonly Occurrence[] }
      if (!Array.isArray(inputs)) return invalid('Invalid input JSON')
      if (inputs.length > inputsMax) return invalid(`At most ${inputsMax} events can be sent`)
      const wrong = (inputs as readonly Occurrence[]).map(complainAbout).find(Boolean)
      if (wrong !== undefined) return invalid(wrong)
      for (const input of inputs as readonly Occurrence[]) {
        const key = input.uuid ?? `${store.events.size}`
        // "the first will be accepted and all others will be rejected", which no answer tells.
        if (store.events.has(key)) continue
        store.events.set(key, input)
        accept({ object: 'events', operation: 'append', key, payload: input })
      }
      return { status: 204 }
    }),
  ]
}

const invalid = (message: string): Reply => refusal(400, 'VALIDATION_ERROR', message)

function complainAbout(input: Occurrence): string | undefined {
  const { eventName = '', email, objectId, utk, properties } = input
  if (!/^pe\d+_\w+$/.test(eventName)) return `No event definition was found for ${eventName}`
  if (!(email ?? objectId ?? utk)) return 'One of email, utk and objectId is needed'
  const values = Object.values(properties ?? {})
  return values.every((value) => typeof value === 'string')
    ? undefined
    : 'Properties have to be strings'
}
