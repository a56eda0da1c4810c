import { openDestination, type DestinationOptions, type OpenDestination } from '@revetl/testkit'
import definition from '../src/index.ts'
import { startIntercom, type IntercomOptions, type IntercomSimulator } from './simulator.ts'

/** The connector and a simulated workspace behind the real gateway. */
export interface IntercomPair extends AsyncDisposable {
  readonly simulator: IntercomSimulator
  readonly intercom: OpenDestination
  /** Paths that were asked for since the last time this was called, as `METHOD /path`. */
  readonly requests: () => readonly string[]
}

/** Starts a workspace and opens the connector on it. */
export async function openIntercom(
  options: IntercomOptions = {},
  config: Readonly<Record<string, unknown>> = {},
  more: Partial<DestinationOptions> = {},
): Promise<IntercomPair> {
  const simulator = await startIntercom(options)
  const seen: string[] = []
  simulator.watch(({ request: { method, path } }) => seen.push(`${method} ${path}`))
  const intercom = await openDestination(definition, {
    config: { accessToken: 'simulated-token', baseUrl: simulator.url, ...config },
    egressAllow: ['127.0.0.1/32'],
    ...more,
  })
  return {
    simulator,
    intercom,
    requests: () => seen.splice(0),
    [Symbol.asyncDispose]: async () => {
      await intercom[Symbol.asyncDispose]()
      await simulator[Symbol.asyncDispose]()
    },
  }
}
