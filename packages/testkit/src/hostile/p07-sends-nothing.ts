import { ok } from '@revetl/sdk'
import type { HostileDestination, HostileFixture } from './fixture.ts'
import { destinationWith, writeHonestly, writing } from './honest-destination.ts'

/** Honest once, so that the host knows it for one that uses the gateway. */
function honestOnce(): HostileDestination {
  let calls = 0
  return destinationWith({}, async (batch, ctx) =>
    calls++ === 0 ? writeHonestly(batch, ctx) : batch.changes.map((change) => ok(change)),
  )
}

/** Connectors that claim success and send nothing. */
export const p07: HostileFixture = {
  id: 'P-07',
  kind: 'connectors',
  contained: 'in-process',
  does: 'claims that the vendor said yes, and sent nothing',
  promise:
    'Where the connector can reach its vendor only through the gateway, a yes without a request is refused.',
  variants: {
    'after an honest batch': honestOnce,
    'from the first batch on': writing(async (batch) => batch.changes.map((change) => ok(change))),
  },
  // In process a connector may have sockets of its own: until it used the gateway, nobody can tell.
  onlyInChild: ['from the first batch on'],
}
