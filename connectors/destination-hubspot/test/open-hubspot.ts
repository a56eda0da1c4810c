import { openDestination, type OpenDestination } from '@revetl/testkit'
import definition from '../src/index.ts'
import { startHubspot, type HubspotOptions, type HubspotSimulator } from './simulator.ts'

/** The connector and a simulated account behind the real gateway. */
export interface HubspotPair extends AsyncDisposable {
  readonly simulator: HubspotSimulator
  readonly hubspot: OpenDestination
}

/** Starts an account and opens the connector on it. */
export async function openHubspot(
  options: HubspotOptions = {},
  config: Readonly<Record<string, unknown>> = { accessToken: 'simulated-token' },
): Promise<HubspotPair> {
  const simulator = await startHubspot(options)
  const hubspot = await openDestination(definition, {
    config: { ...config, baseUrl: simulator.url },
    egressAllow: ['127.0.0.1/32'],
  })
  return {
    simulator,
    hubspot,
    [Symbol.asyncDispose]: async () => {
      await hubspot[Symbol.asyncDispose]()
      await simulator[Symbol.asyncDispose]()
    },
  }
}
