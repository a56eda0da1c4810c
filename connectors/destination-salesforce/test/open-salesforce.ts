import { openDestination, type OpenDestination } from '@revetl/testkit'
import definition from '../src/index.ts'
import {
  simulatedApp,
  startSalesforce,
  type SalesforceOptions,
  type SalesforceSimulator,
} from './simulator.ts'

/** The connector and a simulated org behind the real gateway. */
export interface SalesforcePair extends AsyncDisposable {
  readonly simulator: SalesforceSimulator
  readonly salesforce: OpenDestination
}

/** The configuration with which the app of the simulated org signs in as its own user. */
export const clientCredentials = {
  clientId: simulatedApp.clientId,
  clientSecret: simulatedApp.clientSecret,
}

/** Starts an org and opens the connector on it. */
export async function openSalesforce(
  options: SalesforceOptions = {},
  config: Readonly<Record<string, unknown>> = { clientCredentials },
): Promise<SalesforcePair> {
  const simulator = await startSalesforce(options)
  const salesforce = await openDestination(definition, {
    config: { ...config, instanceUrl: simulator.url },
    egressAllow: ['127.0.0.1/32'],
  })
  return {
    simulator,
    salesforce,
    [Symbol.asyncDispose]: async () => {
      await salesforce[Symbol.asyncDispose]()
      await simulator[Symbol.asyncDispose]()
    },
  }
}
