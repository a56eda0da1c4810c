import { createServer } from 'node:net'
import type { HostileDestination, HostileFixture } from './fixture.ts'
import { writeHonestly, writing, type HostileContext } from './honest-destination.ts'

/** Opens something with every call, and lets it lie. */
function opening(open: (ctx: HostileContext) => unknown): () => HostileDestination {
  return writing(async (batch, ctx) => {
    open(ctx)
    return writeHonestly(batch, ctx)
  })
}

/** Connectors that let things lie, and one that does not. */
export const p17: HostileFixture = {
  id: 'P-17',
  kind: 'connectors',
  contained: 'in-a-child',
  does: 'opens a timer, a socket or a listener with every call and never closes it',
  promise:
    'After 200 calls and a pause nothing of it is left in the host; the honest one leaves nothing anywhere.',
  variants: {
    'keeps nothing open': writing(writeHonestly),
    'a timer a call': opening(() => setInterval(() => undefined, 60_000)),
    'a server a call': opening(() => createServer().listen(0, '127.0.0.1')),
    'a listener on its signal a call': opening(({ signal }) =>
      signal.addEventListener('abort', () => undefined),
    ),
    'a listener on the process a call': opening(() => process.on('SIGUSR2', () => undefined)),
  },
}
