import { openDestination, type DestinationOptions, type OpenDestination } from '@revetl/testkit'
import definition from '../src/index.ts'
import { startSlack, type SlackOptions, type SlackSimulator } from './simulator.ts'

/** The connector and a simulated workspace behind the real gateway. */
export interface SlackPair extends AsyncDisposable {
  readonly simulator: SlackSimulator
  readonly slack: OpenDestination
  /** Methods that were called since the last time this was. */
  readonly calls: () => readonly string[]
  /** The texts of a channel, in the order of its messages. */
  readonly texts: (channel: string) => readonly unknown[]
}

/** Starts a workspace and opens the connector on it. */
export async function openSlack(
  options: SlackOptions = {},
  config: Readonly<Record<string, unknown>> = {},
  more: Partial<DestinationOptions> = {},
): Promise<SlackPair> {
  const simulator = await startSlack(options)
  // Without limits, so that no test waits for them.
  simulator.enforceQuotas(false)
  const seen: string[] = []
  simulator.watch(({ request: { path } }) => seen.push(path.replace('/api/', '')))
  const slack = await openAt(simulator, config, more)
  return {
    simulator,
    slack,
    calls: () => seen.splice(0),
    texts: (channel) =>
      (simulator.workspace.find(channel)?.messages ?? []).map(({ content }) => content['text']),
    [Symbol.asyncDispose]: async () => {
      await slack[Symbol.asyncDispose]()
      await simulator[Symbol.asyncDispose]()
    },
  }
}

/** Opens the connector on a workspace that runs. */
export function openAt(
  { url }: SlackSimulator,
  config: Readonly<Record<string, unknown>> = {},
  more: Partial<DestinationOptions> = {},
): Promise<OpenDestination> {
  return openDestination(definition, {
    config: { botToken: 'xoxb-simulated', baseUrl: url, ...config },
    egressAllow: ['127.0.0.1/32'],
    quotas: [],
    ...more,
  })
}
