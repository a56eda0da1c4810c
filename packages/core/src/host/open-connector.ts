import type { Gateway, GatewayCall } from '@revetl/http'
import {
  isRevError,
  RevError,
  type Destination,
  type Quota,
  type RunContext,
  type RunInfo,
  type Source,
} from '@revetl/sdk'
import { validateConfig } from '@revetl/sdk/host'
import type { Connection } from '../connection.ts'
import type { HostServices } from './host-services.ts'
import { openGateway } from './open-gateway.ts'

/** A connector with its checked configuration and its gateway. */
export interface OpenConnector extends AsyncDisposable {
  readonly gateway: Gateway
  readonly quotas: readonly Quota[]
  context(call: GatewayCall, run?: RunInfo): RunContext
}

// Calls outside a run have nobody who would read it.
const noRun: RunInfo = { id: '', sync: '', startedAt: '' }

/** Checks a connection's configuration and opens its gateway. @throws `REV_CONFIG_INVALID` at the connection's place. */
export async function openConnector(
  definition: Destination | Source,
  connection: Connection,
  services: HostServices,
): Promise<OpenConnector> {
  const config = await checkedConfig(definition, connection)
  const { hosts } = definition.network
  const account = await services.accountOf(connection.name)
  const quotas = definition.quotas?.(config, account) ?? []
  const gateway = openGateway(connection, services, {
    auth: definition.auth?.(config),
    quotas,
    hosts: typeof hosts === 'function' ? hosts(config) : hosts,
  })
  const { clock, projectPath } = services
  const cache = services.cacheOf(connection.name)
  const context = (call: GatewayCall, run = noRun): RunContext => ({
    config,
    projectPath,
    ...gateway.client(call),
    log: gateway.log,
    signal: call.signal,
    clock,
    cache,
    run,
  })
  return {
    gateway,
    quotas,
    context,
    async [Symbol.asyncDispose]() {
      try {
        const signal = new AbortController().signal
        await definition.close?.(context({ signal, resendable: false }))
      } finally {
        await gateway[Symbol.asyncDispose]()
      }
    },
  }
}

async function checkedConfig(
  definition: Destination | Source,
  connection: Connection,
): Promise<unknown> {
  try {
    return await validateConfig(definition.config, connection.config)
  } catch (error) {
    if (!isRevError(error)) throw error
    throw new RevError(error.code, `${connection.name}: ${error.message}`, {
      cause: error,
      place: connection.place,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    })
  }
}
