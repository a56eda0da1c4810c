import type { HostileDestination, HostileFixture } from './fixture.ts'
import { destinationWith } from './honest-destination.ts'

const versioned = (version: unknown) => (): HostileDestination =>
  destinationWith({ apiVersion: version as 1 })

function without(name: keyof HostileDestination): () => unknown {
  return () => {
    const { [name]: _left, ...rest } = destinationWith()
    return rest
  }
}

/** Connectors of another version of the contract. */
export const p15: HostileFixture = {
  id: 'P-15',
  kind: 'connectors',
  contained: 'in-process',
  does: 'speaks an older or newer version, lacks a method, or has members that nobody knows',
  promise:
    'Another version and a missing method are refused with a message; unknown members are left alone.',
  variants: {
    'the version before': versioned(0),
    'the version after': versioned(2),
    'a version as text': versioned('1'),
    'no version': without('apiVersion'),
    'no check': without('check'),
    'no discover': without('discover'),
    'no objects': without('objects'),
    'no config': without('config'),
    'another kind': () => ({ ...destinationWith(), kind: 'transformer' }),
    'no definition at all': () => undefined,
    'a function for a definition': () => destinationWith,
    'members of the future': () => ({
      ...destinationWith(),
      stream: () => undefined,
      capabilities: ['teleport'],
    }),
  },
}
