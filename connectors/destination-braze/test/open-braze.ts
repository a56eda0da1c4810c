import { openDestination, type DestinationOptions, type OpenDestination } from '@revetl/testkit'
import type { Exchange } from '@revetl/testkit/simulator'
import definition from '../src/index.ts'
import { startBraze, type BrazeSimulator } from './simulator.ts'

/** The connector and a simulated workspace behind the real gateway. */
export interface BrazePair extends AsyncDisposable {
  readonly simulator: BrazeSimulator
  readonly braze: OpenDestination
}

/** Starts a workspace and opens the connector on it. */
export async function openBraze(
  config: Readonly<Record<string, unknown>> = {},
  options: Partial<DestinationOptions> & {
    readonly onExchange?: (exchange: Exchange) => void
  } = {},
): Promise<BrazePair> {
  const { onExchange, ...rest } = options
  const stack = new AsyncDisposableStack()
  const simulator = stack.use(await startBraze(onExchange ? { onExchange } : {}))
  const braze = stack.use(
    await openDestination(definition, {
      config: { apiKey: 'simulated-key', endpoint: simulator.url, ...config },
      egressAllow: ['127.0.0.1/32'],
      ...rest,
    }),
  )
  return { simulator, braze, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}
