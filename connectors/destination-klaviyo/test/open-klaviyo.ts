import { openDestination, type DestinationOptions, type OpenDestination } from '@revetl/testkit'
import type { Exchange } from '@revetl/testkit/simulator'
import definition from '../src/index.ts'
import { startKlaviyo, type KlaviyoSimulator } from './simulator.ts'

/** The connector and a simulated account behind the real gateway. */
export interface KlaviyoPair extends AsyncDisposable {
  readonly simulator: KlaviyoSimulator
  readonly klaviyo: OpenDestination
  /** Another connection to the same account. */
  readonly open: (options?: Partial<DestinationOptions>) => Promise<OpenDestination>
}

/** Starts an account and opens the connector on it; the account counts no limits unless told to. */
export async function openKlaviyo(
  options: Partial<DestinationOptions> & {
    readonly onExchange?: (exchange: Exchange) => void
  } = {},
): Promise<KlaviyoPair> {
  const { onExchange, ...rest } = options
  const stack = new AsyncDisposableStack()
  const simulator = stack.use(await startKlaviyo(onExchange ? { onExchange } : {}))
  simulator.enforceQuotas(false)
  const open = async (more: Partial<DestinationOptions> = {}) =>
    stack.use(
      await openDestination(definition, {
        config: { apiKey: 'simulated-key', baseUrl: simulator.url },
        egressAllow: ['127.0.0.1/32'],
        quotas: [],
        ...more,
      }),
    )
  const klaviyo = await open(rest)
  return { simulator, klaviyo, open, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}
