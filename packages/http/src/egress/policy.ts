import { isIP } from 'node:net'
import { RevError } from '@revetl/sdk'
import { hostMatcher } from '../request/declared-hosts.ts'
import { addressRanges, isAddressRange, metadataRanges, privateRanges } from './address-ranges.ts'

/** What an operator opened besides public addresses. */
export interface EgressPolicy {
  /** Addresses, CIDR ranges, and host names whose addresses are trusted whatever they are. */
  readonly allow: readonly string[]
  /** The only ports that may be reached; absent for any. */
  readonly ports?: readonly number[]
}

/** An egress policy that is ready to judge. */
export interface EgressRules {
  /** @throws `REV_NETWORK_FORBIDDEN` for a URL that no resolution could make acceptable. */
  checkUrl(url: URL): void
  /** @throws `REV_NETWORK_FORBIDDEN` unless every address of the host may be reached. */
  checkAddresses(hostname: string, addresses: readonly string[]): void
}

const metadataHosts = hostMatcher([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
  '*.metadata.google.internal',
])

/** Reads a policy. @throws `REV_CONFIG_INVALID` for an entry that is no address, range or host name. */
export function egressRules(policy: EgressPolicy): EgressRules {
  const ranges = policy.allow.filter(isAddressRange)
  const opened = addressRanges(ranges)
  const named = addressRanges(ranges.filter((entry) => isSingleAddress(entry)))
  const isTrustedHost = hostMatcher(policy.allow.filter((entry) => !isAddressRange(entry)))
  const isAllowed = (url: URL, address: string) => {
    if (metadataRanges.has(address)) return named.has(address)
    return !privateRanges.has(address) || opened.has(address) || isTrustedHost(url)
  }
  const checkAddresses = (hostname: string, addresses: readonly string[]) => {
    const url = new URL(`http://${hostname.includes(':') ? `[${hostname}]` : hostname}/`)
    const denied = addresses.find((address) => !isAllowed(url, address))
    if (denied !== undefined) throw forbiddenAddress(hostname, denied)
  }
  return {
    checkAddresses,
    checkUrl: (url) => {
      const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
      if (policy.ports && !policy.ports.includes(port))
        throw forbidden(url.host, `port ${port} is not allowed`)
      const plain = new URL(`http://${url.hostname.replace(/\.$/, '')}/`)
      if (metadataHosts(plain) && !isTrustedHost(plain)) {
        throw forbidden(url.host, 'it serves the credentials of machines')
      }
      const literal = url.hostname.replace(/^\[|\]$/g, '')
      if (isIP(literal) !== 0) checkAddresses(literal, [literal])
    },
  }
}

function isSingleAddress(entry: string): boolean {
  const [address = '', prefix] = entry.split('/')
  return prefix === undefined || Number(prefix) === (isIP(address) === 4 ? 32 : 128)
}

function forbiddenAddress(hostname: string, address: string): RevError {
  const which = hostname === address ? 'it' : `its address ${address}`
  return forbidden(
    hostname,
    `${which} is not a public address`,
    `If this is meant, add ${JSON.stringify(address)} or the host name to egress.allow in rev.yaml.`,
  )
}

function forbidden(host: string, why: string, hint?: string): RevError {
  return new RevError('REV_NETWORK_FORBIDDEN', `Failed to connect to ${host}: ${why}.`, {
    hint:
      hint ?? 'The egress section of rev.yaml says what may be reached; egress.allow opens more.',
    delivery: 'not-sent',
  })
}
