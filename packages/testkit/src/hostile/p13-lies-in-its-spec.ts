import type { HostileDestination, HostileFixture } from './fixture.ts'
import { destinationWith } from './honest-destination.ts'

const about = (more: Readonly<Record<string, unknown>>) => (): HostileDestination =>
  destinationWith({}, undefined, more)
const described = (schema: Readonly<Record<string, unknown>>) => (): HostileDestination =>
  destinationWith({ configJsonSchema: schema })
const properties = (url: unknown) => ({ type: 'object', properties: { url }, required: ['url'] })

/** Connectors that describe themselves wrongly. */
export const p13: HostileFixture = {
  id: 'P-13',
  kind: 'connectors',
  contained: 'in-process',
  does: 'declares impossible limits, an invalid or murderous schema, or a description of 10 MB',
  promise: 'What is wrong is refused before anything runs; what is only excessive costs nothing.',
  variants: {
    'batches of a thousand million': about({ batch: { recordsMax: 1e9 } }),
    'batches of minus one': about({ batch: { recordsMax: -1 } }),
    'batches of nothing': about({ batch: { recordsMax: 0 } }),
    'batches of NaN': about({ batch: { recordsMax: Number.NaN } }),
    'batches of a text': about({ batch: { recordsMax: '10' } }),
    'bytes without an end': about({ batch: { recordsMax: 10, bytesMax: Infinity } }),
    'an atomicity of its own': about({ atomicity: 'sometimes' }),
    'a key that lives for less than nothing': about({ resend: 'key', keyLifetimeMs: -1 }),
    'no requests under way at all': about({ inFlightMax: 0 }),
    'a lookup that is not there': about({ resend: 'reconcile' }),
    'an id that is a path': () => destinationWith({ id: '../../etc/passwd' }),
    'a host with a path': () => destinationWith({ network: { hosts: ['example.com/secret'] } }),
    'every host': () => destinationWith({ network: { hosts: ['*'] } }),
    'an invalid schema': described(properties({ type: 'strnig' })),
    'a schema that is a list': described([] as never),
    'a pattern that takes for ever': described(
      properties({ type: 'string', pattern: String.raw`^(\w+\s?)+$` }),
    ),
    'a pattern that is none': described(properties({ type: 'string', pattern: '(' })),
    'a schema that refers to the network': described(
      properties({ $ref: 'http://127.0.0.1:9/schema.json' }),
    ),
    'a description of 10 MB': described(
      properties({ type: 'string', description: 'x'.repeat(10_000_000) }),
    ),
    'a schema of ten thousand levels': described(deep(10_000)),
  },
}

function deep(levels: number): Readonly<Record<string, unknown>> {
  let schema: Record<string, unknown> = { type: 'string' }
  for (let level = 0; level < levels; level++) {
    schema = { type: 'object', properties: { url: schema } }
  }
  return schema
}
