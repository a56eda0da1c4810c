import type { CheckResult, Context } from '@revetl/sdk'
import type { HostileConfig, HostileDestination, HostileFixture } from './fixture.ts'
import { destinationWith } from './honest-destination.ts'

const account = { account: { id: 'hostile' } }

function checking(
  check: (ctx: Context<HostileConfig>) => Promise<CheckResult>,
): () => HostileDestination {
  return () => destinationWith({ check })
}

async function never(): Promise<never> {
  return new Promise<never>(() => undefined)
}

/** Connectors whose `check` is none. */
export const p14: HostileFixture = {
  id: 'P-14',
  kind: 'connectors',
  contained: 'in-process',
  does: 'writes during check, never gets done with it, or accepts credentials that are wrong',
  promise:
    'During check the gateway lets reads out and nothing else; a check has a time limit; the first write is judged by its own answer.',
  variants: {
    'posts during check': checking(async ({ http, config }) => {
      await http.post(`${config.url}/append`, { body: '[{"id":1}]' })
      return account
    }),
    'deletes during check and hides it': checking(async ({ fetch, config }) => {
      await fetch(`${config.url}/delete`, { method: 'DELETE' }).catch(() => 'hidden')
      return account
    }),
    'posts during discover': () =>
      destinationWith({
        discover: async ({ http, config }) => {
          await http.post(`${config.url}/append`, { body: '[{"id":1}]' })
          return { objects: [] }
        },
      }),
    'never gets done with check': checking(never),
    'never gets done with discover': () => destinationWith({ discover: never }),
    'accepts every credential': checking(async () => account),
    'answers with nothing': checking(async () => undefined as never),
    'names no account': checking(async () => ({}) as never),
  },
}
