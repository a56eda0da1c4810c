import type { HostileFixture } from './fixture.ts'
import { destinationWith, writeHonestly, writing } from './honest-destination.ts'

const megabyte = 1_048_576

/** Connectors that take memory and never give it back. */
export const p05: HostileFixture = {
  id: 'P-05',
  kind: 'connectors',
  contained: 'in-a-child',
  does: 'allocates 4 GB at once, or leaks 1 MB with every call',
  promise: 'It is killed at its limit with a typed error; the memory of the host stays flat.',
  variants: {
    'allocates 4 GB of buffers': writing(async (batch, ctx) => {
      const kept = Array.from({ length: 4096 }, () => Buffer.alloc(megabyte, 1))
      const outcomes = await writeHonestly(batch, ctx)
      return kept.length > 0 ? outcomes : []
    }),
    'fills its heap': writing(async () => {
      const kept: string[][] = []
      for (;;) kept.push(Array.from({ length: 10_000 }, (_, index) => `value ${index}`))
    }),
    'leaks 1 MB a call': () => {
      const kept: Buffer[] = []
      return destinationWith({}, async (batch, ctx) => {
        kept.push(Buffer.alloc(megabyte, 1))
        return writeHonestly(batch, ctx)
      })
    },
  },
}
