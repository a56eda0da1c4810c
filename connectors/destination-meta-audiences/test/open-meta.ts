import { openDestination, type OpenDestination } from '@revetl/testkit'
import definition from '../src/index.ts'
import { account, startMeta, type MetaOptions, type MetaSimulator } from './simulator.ts'

/** The connector and a simulated ad account behind the real gateway. */
export interface MetaPair extends AsyncDisposable {
  readonly simulator: MetaSimulator
  readonly meta: OpenDestination
  /** The id of the audience `Customers`. */
  readonly audience: string
}

/** Starts an ad account with one audience and opens the connector on it. */
export async function openMeta(
  options: MetaOptions = {},
  config: Readonly<Record<string, unknown>> = {},
): Promise<MetaPair> {
  const simulator = await startMeta({ audiences: ['Customers'], ...options })
  const meta = await openDestination(definition, {
    config: { accessToken: account.token, adAccount: '4242', ...config, baseUrl: simulator.url },
    egressAllow: ['127.0.0.1/32'],
  })
  return {
    simulator,
    meta,
    audience: simulator.store.audiences[0]?.id ?? '',
    [Symbol.asyncDispose]: async () => {
      await meta[Symbol.asyncDispose]()
      await simulator[Symbol.asyncDispose]()
    },
  }
}
