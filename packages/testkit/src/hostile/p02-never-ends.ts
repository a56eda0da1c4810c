import type { HostileFixture } from './fixture.ts'
import { destinationWith, writing } from './honest-destination.ts'

async function never(): Promise<never> {
  return new Promise<never>(() => undefined)
}

function spin(): never {
  for (;;) Math.random()
}

/** Connectors that never give an answer. */
export const p02: HostileFixture = {
  id: 'P-02',
  kind: 'connectors',
  contained: 'in-a-child',
  does: 'never resolves, or keeps the processor busy for good',
  promise: 'It is killed at the time limit of its call, and the processor is free again.',
  variants: {
    'never resolves': writing(never),
    'never resolves and ignores its signal': writing(async (_batch, { signal }) => {
      signal.addEventListener('abort', () => undefined)
      return never()
    }),
    'spins for good': writing(spin),
    'spins after an honest request': writing(async (batch, ctx) => {
      await ctx.http.post(`${ctx.config.url}/${batch.operation}`, { body: '[]' })
      return spin()
    }),
    'spins while it is closed': () => destinationWith({ close: async () => spin() }),
    'never gets done closing': () => destinationWith({ close: never }),
  },
}
