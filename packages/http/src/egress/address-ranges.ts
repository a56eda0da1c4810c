import { BlockList, isIP } from 'node:net'
import { configError } from '@revetl/sdk'

// Everything that is not a public unicast address: https://www.iana.org/assignments/iana-ipv4-special-registry
// (read 2026-11-22).
const privateIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

// Only 2000::/3 is public unicast. Inside it: Teredo and other protocol use, documentation, 6to4.
// https://www.iana.org/assignments/iana-ipv6-special-registry (read 2026-11-22).
const privateIpv6 = [
  '::/3',
  '4000::/2',
  '8000::/1',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
]

/** Addresses that hand out a machine's credentials; Azure's is a public one. */
const metadataAddresses = [
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:ec2::23',
]

/** A set of addresses. */
export interface AddressRanges {
  has(address: string): boolean
}

/**
 * A set made of addresses and CIDR ranges.
 * @throws `REV_CONFIG_INVALID` for what is neither.
 */
export function addressRanges(entries: readonly string[]): AddressRanges {
  // One list would check an IPv4 address against the IPv6 ranges as well, in its mapped form.
  const ipv4 = new BlockList()
  const ipv6 = new BlockList()
  for (const entry of entries) addRange(entry.includes(':') ? ipv6 : ipv4, entry)
  return {
    has: (address) => {
      const family = familyOf(address)
      const plain = withoutZone(address)
      // The IPv4 ranges also hold their IPv4-mapped IPv6 forms.
      return ipv4.check(plain, family) || (family === 'ipv6' && ipv6.check(plain, family))
    },
  }
}

/** Whether a text is an address or a CIDR range, and not a host name. */
export function isAddressRange(entry: string): boolean {
  return isIP(entry.split('/', 1)[0] ?? '') !== 0
}

/** Addresses that no request may reach unless the operator opened them. */
export const privateRanges = addressRanges([...privateIpv4, ...privateIpv6])

/** Addresses that stay closed unless the operator names exactly that one. */
export const metadataRanges = addressRanges(metadataAddresses)

function addRange(list: BlockList, entry: string): void {
  const [address = '', prefix] = entry.split('/')
  const family = familyOf(address)
  const bits = prefix === undefined ? undefined : Number(prefix)
  const isPrefix = bits === undefined || (/^\d{1,3}$/.test(prefix ?? '') && bits <= maxBits(family))
  if (isIP(address) === 0 || !isPrefix) {
    throw configError(
      `Failed to read the egress policy: ${JSON.stringify(entry)} is no address range.`,
    )
  }
  if (bits === undefined) list.addAddress(address, family)
  else list.addSubnet(address, bits, family)
}

function maxBits(family: 'ipv4' | 'ipv6'): number {
  return family === 'ipv4' ? 32 : 128
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4'
}

function withoutZone(address: string): string {
  return address.split('%', 1)[0] ?? address
}
