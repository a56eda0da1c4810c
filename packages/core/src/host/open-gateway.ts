import { createGateway, type Gateway } from '@revetl/http'
import { isRevError, RevError, type Auth, type Quota } from '@revetl/sdk'
import type { Connection } from '../connection.ts'
import type { HostServices } from './host-services.ts'

/** What a connector says of its traffic, once it knows its configuration. */
export interface TrafficRules {
  readonly auth: Auth | undefined
  readonly quotas: readonly Quota[]
  readonly hosts: readonly string[]
}

/**
 * Opens the gateway of a connection.
 * @throws `REV_CONFIG_INVALID` for rules that cannot be read, `REV_AUTH_INVALID` for credentials that cannot be used; at
 * the place of the connection.
 */
export function openGateway(
  connection: Connection,
  services: HostServices,
  rules: TrafficRules,
): Gateway {
  try {
    return gatewayOf(connection, services, rules)
  } catch (error) {
    if (!isRevError(error)) throw error
    throw new RevError(error.code, `${connection.name}: ${error.message}`, {
      cause: error,
      place: connection.place,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.delivery === undefined ? {} : { delivery: error.delivery }),
    })
  }
}

function gatewayOf(
  connection: Connection,
  services: HostServices,
  { auth, quotas, hosts }: TrafficRules,
): Gateway {
  const { clock, random, log, limiters, tokens, patienceMs, transport } = services
  return createGateway({
    connection: connection.name,
    auth,
    quotas,
    hosts,
    egress: { allow: services.egressAllow },
    limiters,
    tokens,
    secrets: connection.secrets,
    clock,
    random,
    log,
    ...(patienceMs === undefined ? {} : { patienceMs }),
    ...(transport === undefined ? {} : { transport }),
  })
}
