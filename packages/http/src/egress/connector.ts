import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import type { TlsOptions } from '../options.ts'
import type { EgressRules } from './policy.ts'

/** What a connector needs. */
export interface ConnectorOptions {
  readonly rules: EgressRules
  readonly connectMs: number
  readonly tls: TlsOptions
  /** Name resolution; the system's unless given. */
  readonly lookup?: LookupFunction
}

/**
 * Connects sockets for undici. A name is resolved once for each connection, every one of its addresses is judged,
 * and the socket goes to an address that was judged: what a later resolution says does not matter.
 */
export function createConnector(options: ConnectorOptions): buildConnector.connector {
  const { rules, tls } = options
  const connect = buildConnector({
    ...(tls as object),
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    allowH2: false,
    autoSelectFamily: true,
    timeout: options.connectMs,
    lookup: judgedLookup(rules, options.lookup ?? systemLookup),
  })
  return (target, callback) => {
    try {
      // Node does not resolve a literal address, so it never passes the lookup.
      if (isIP(target.hostname) !== 0) rules.checkAddresses(target.hostname, [target.hostname])
    } catch (error) {
      queueMicrotask(() => callback(error as Error, null))
      return
    }
    connect(target, callback)
  }
}

function judgedLookup(rules: EgressRules, lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '')
      const addresses =
        typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found
      try {
        rules.checkAddresses(
          hostname,
          addresses.map((entry) => entry.address),
        )
      } catch (denied) {
        return callback(denied as Error, '')
      }
      const [first] = addresses
      if (options.all === true) callback(null, addresses)
      else callback(null, first?.address ?? '', first?.family)
    })
  }
}
