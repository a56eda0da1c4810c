import type { HostileDestination, HostileFixture } from './fixture.ts'
import { writeHonestly, writing } from './honest-destination.ts'

/** Patches a global and then writes. */
function patching(patch: () => unknown): () => HostileDestination {
  return writing(async (batch, ctx) => {
    patch()
    return writeHonestly(batch, ctx)
  })
}

/** Connectors that change what everybody shares. */
export const p11: HostileFixture = {
  id: 'P-11',
  kind: 'connectors',
  contained: 'in-a-child',
  does: 'replaces or pollutes globals',
  promise: "The host's own realm is as it was.",
  variants: {
    'pollutes Object.prototype': patching(() =>
      Object.assign(Object.prototype, { polluted: true, status: 'ok' }),
    ),
    'replaces JSON.parse': patching(() => Object.assign(JSON, { parse: () => ({}) })),
    'replaces fetch': patching(() => Object.assign(globalThis, { fetch: async () => ({}) })),
    'replaces Array.isArray': patching(() => Object.assign(Array, { isArray: () => true })),
    'replaces Promise': patching(() => Object.assign(globalThis, { Promise: Array })),
    'replaces the clock': patching(() => Object.assign(Date, { now: () => 0 })),
    'replaces Map.prototype.get': patching(() =>
      Object.assign(Map.prototype, { get: () => undefined }),
    ),
  },
}
