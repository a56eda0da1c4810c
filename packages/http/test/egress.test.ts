import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer, type AddressInfo, type LookupFunction, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { isAddressRange } from '../src/egress/address-ranges.ts'
import { egressRules } from '../src/egress/policy.ts'
import { call, localGateway } from './support/gateway.ts'
import { localServer, sendJson } from './support/server.ts'

/** Hosts that are no public address, by kind. */
const forbiddenHosts = `
// loopback, in every way to write it
127.0.0.1 127.0.0.2 127.1 127.0.1 127.255.255.255 0x7f.1 0x7f.0x0.0x0.0x1
0x7f000001 2130706433 017700000001 0177.0.0.1 0177.0.0.01 00000177.1 127.00.00.01
①②⑦.⓪.⓪.① １２７.０.０.１ 127。0。0。1 127%2e0%2e0%2e1 %31%32%37.0.0.1 127.0.0.1.
[::1] [0:0:0:0:0:0:0:1] [::0:1] [0000:0000::0001] [::] 0 0.0.0.0 0.0.0.1 0x0
[::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:127.0.0.1] [::127.0.0.1] [::ffff:0:127.0.0.1]
// private networks
10.0.0.0 10.0.0.1 10.255.255.255 0xa.1 167772161 012.0.0.1 10.1
172.16.0.1 172.31.255.255 172.20.10.2 0xac.0x10.0.1 2886729729
192.168.0.1 192.168.1.1 192.168.255.255 192.168.1 0xc0a80101 3232235777 0300.0250.1.1
// link-local and metadata
169.254.0.1 169.254.169.254 169.254.169.253 169.254.170.2 0xa9fea9fe 2852039166 169.254.43518
0251.0376.0251.0376 [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [fd00:ec2::254] 100.100.100.200
168.63.129.16 192.0.0.192 [fe80::1] [fe80::ffff:ffff] [febf::1] [fec0::1] 169.254.169.254.
// shared address space and benchmarks
100.64.0.1 100.127.255.255 100.64.1 198.18.0.1 198.19.255.255 1681915905
// documentation, protocol assignments, multicast, reserved, broadcast
192.0.0.1 192.0.0.170 192.0.2.1 198.51.100.1 203.0.113.1 192.88.99.1
224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 4294967295 0xffffffff 254.1.1.1
// IPv6 that is not public
[fc00::1] [fd00::1] [fdff:ffff::1] [ff02::1] [ff05::2] [2001:db8::1] [100::1] [4000::1]
[3fff::1] [8000::1] [c000::1] [e000::1] [f000::1] [5f00::1] [2001:20::1] [2001:10::1]
// IPv4 inside IPv6
[64:ff9b::7f00:1] [64:ff9b::127.0.0.1] [64:ff9b::10.0.0.1] [64:ff9b::a9fe:a9fe] [64:ff9b:1::1]
[2002:7f00:1::] [2002:a9fe:a9fe::1] [2002:c0a8:101::1] [2001::1] [2001:0:7f00:1::] [::10.0.0.1]
[::ffff:10.0.0.1] [::ffff:192.168.1.1] [::ffff:0a00:0001] [::ffff:172.16.0.1] [::ffff:100.64.0.1]
`

const forbiddenUrls = forbiddenHosts
  .replaceAll(/^\/\/.*$/gm, '')
  .trim()
  .split(/\s+/)
  .map((host) => `http://${host}/`)

const forbiddenForms = [
  // with ports, credentials, schemes and line breaks
  'http://127.0.0.1:80/',
  'http://127.0.0.1:22/',
  'http://127.0.0.1:65535/',
  'https://127.0.0.1/',
  'https://[::1]:8443/',
  'http://example.com@127.0.0.1/',
  'http://example.com:80@127.0.0.1/',
  'http://127.0.0.1@example.com/',
  'http://example.com%40127.0.0.1/',
  'http://127.0.0.1#@example.com/',
  'http://127.0.0.1\\@example.com/',
  'http://example.com\\@127.0.0.1/',
  'http://127.0.0.1?@example.com/',
  'http:127.0.0.1/',
  'http:/127.0.0.1/',
  'http:///127.0.0.1/',
  'http:////127.0.0.1/',
  'HTTP://127.0.0.1/',
  'hTtP://LOCALHOST/',
  '//127.0.0.1/',
  ' http://127.0.0.1/',
  'http://127.0.0.1 /',
  'http://127.0.0.1\t/',
  'ht\ntp://127.0.0.1/',
  'http://127.0.0.1\r\n/',
  'http://127.0.0.1%0d%0a/',
  'http://exam\rple.com/',
  'http://example.com/\r\nHost: 127.0.0.1',
  'file:///etc/passwd',
  'file://127.0.0.1/etc/passwd',
  'ftp://127.0.0.1/',
  'gopher://127.0.0.1:6379/_INFO',
  'dict://127.0.0.1:11211/stats',
  'ldap://127.0.0.1/',
  'ws://127.0.0.1/',
  'javascript:alert(1)',
  'data:text/html,x',
  'blob:http://127.0.0.1/x',
  'jar:http://127.0.0.1!/',
  'unix:/var/run/docker.sock',
  'http://unix:/var/run/docker.sock:/info',
  'http://metadata.google.internal/',
  'http://METADATA.google.internal./',
  'http://metadata/',
  'http://metadata.goog/',
  'http://instance-data/latest/',
  'http://instance-data.ec2.internal/',
  'http://x.metadata.google.internal/',
  'http://[::1/',
  'http://[::1%25lo]/',
  'http://[fe80::1%25eth0]/',
  'http://256.256.256.256/',
  'http://0x100000000/',
  'http://1.2.3.4.5/',
  'http:// /',
  'http://',
  '',
]

/** Names that resolve to what no request may reach. */
const forbiddenNames: Record<string, string[]> = {
  localhost: ['127.0.0.1'],
  'localhost.': ['127.0.0.1'],
  'a.localhost': ['::1'],
  'rebind.example.com': ['127.0.0.1'],
  'mixed.example.com': ['93.184.215.14', '127.0.0.1'],
  'mixed6.example.com': ['93.184.215.14', '::1'],
  'mapped.example.com': ['::ffff:169.254.169.254'],
  'nat64.example.com': ['64:ff9b::a00:1'],
  'zone.example.com': ['fe80::1%eth0'],
  'lan.example.com': ['192.168.1.10'],
  'ula.example.com': ['fd12:3456::1'],
  'zero.example.com': ['0.0.0.0'],
  'xn--e1afmkfd.example.com': ['10.1.2.3'],
  'пример.example.com': ['10.1.2.3'],
  'ﬁle.example.com': ['172.16.1.1'],
}

const corpus = [
  ...forbiddenUrls,
  ...forbiddenForms,
  ...Object.keys(forbiddenNames).map((name) => `http://${name}/`),
]

/** Resolves from the table; what is not in it is private. */
const tableLookup: LookupFunction = (hostname, _options, callback) => {
  const table = {
    ...forbiddenNames,
    'file.example.com': ['172.16.1.1'],
    'xn--e1afmkfd.example.com': ['10.1.2.3'],
  }
  const addresses = (table as Record<string, string[]>)[hostname] ?? ['127.0.0.1']
  callback(
    null,
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  )
}

const unknownToAll: LookupFunction = (_hostname, _options, callback) =>
  callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), '')

test('the corpus has at least 150 ways to reach what is not public', () => {
  expect(new Set(corpus).size).toBeGreaterThanOrEqual(150)
})

test.each(corpus.map((url) => [url]))('%j is refused before a connection', async (url) => {
  const attempts: string[] = []
  // A socket object is made before its name is resolved; this is when it would send its first packet.
  const watch = (message: unknown) =>
    (message as { socket: Socket }).socket.on('connectionAttempt', (ip) => attempts.push(ip))
  subscribe('net.client.socket', watch)
  await using gateway = localGateway({
    hosts: ['*.example.com', ...hostsOf(url)],
    egress: { allow: [] },
    lookup: tableLookup,
    random: () => 0,
    timeouts: { connectMs: 500 },
  })
  const { http, fetch } = gateway.client(call())
  const error: unknown = await http.get(url).catch((thrown: unknown) => thrown)
  await expect(fetch(url)).rejects.toBeDefined()
  unsubscribe('net.client.socket', watch)
  expect(error).toMatchObject({ delivery: 'not-sent' })
  expect(['REV_NETWORK_FORBIDDEN', 'REV_HTTP_REQUEST']).toContain((error as { code: string }).code)
  expect(attempts).toEqual([])
})

/** Declares whatever host the URL has, so that only the egress policy stands in its way. */
function hostsOf(url: string): string[] {
  const parsed = URL.parse(url)
  if (parsed === null || parsed.hostname === '') return []
  return [parsed.hostname]
}

test('a refusal says which setting opens the way', async () => {
  await using gateway = localGateway({ egress: { allow: [] } })
  const sent = gateway.client(call()).http.get('http://127.0.0.1:9/')
  await expect(sent).rejects.toMatchObject({
    code: 'REV_NETWORK_FORBIDDEN',
    hint: expect.stringContaining('egress.allow in rev.yaml') as string,
  })
})

test('an address that changes between check and connection is judged where the socket goes', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  let resolutions = 0
  const answers = ['93.184.215.14', '127.0.0.1']
  const lookup: LookupFunction = (_hostname, _options, callback) => {
    // Public the first time it is asked, private ever after.
    const address = answers[Math.min(resolutions++, 1)] ?? ''
    callback(null, [{ address, family: 4 }])
  }
  const rules = egressRules({ allow: [] })
  lookup('rebind.example.com', { all: true }, (_error, found) => {
    const addresses = (found as { address: string }[]).map((entry) => entry.address)
    expect(() => rules.checkAddresses('rebind.example.com', addresses)).not.toThrow()
  })
  await using gateway = localGateway({
    hosts: ['rebind.example.com'],
    egress: { allow: [] },
    lookup,
  })
  const sent = gateway.client(call()).http.get(`http://rebind.example.com:${server.port}/`)
  await expect(sent).rejects.toMatchObject({ code: 'REV_NETWORK_FORBIDDEN', delivery: 'not-sent' })
  expect(server.received).toHaveLength(0)
})

test('each connection asks for a name once and uses no other answer', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  let connections = 0
  server.server.on('connection', () => (connections += 1))
  let resolutions = 0
  const lookup: LookupFunction = (_hostname, _options, callback) => {
    resolutions += 1
    callback(null, [{ address: '127.0.0.1', family: 4 }])
  }
  await using gateway = localGateway({ hosts: ['api.example.com'], lookup })
  const { http } = gateway.client(call())
  await http.get(`http://api.example.com:${server.port}/`)
  await http.get(`http://api.example.com:${server.port}/`)
  expect(resolutions).toBe(connections)
  expect(server.received[0]?.headers.host).toBe(`api.example.com:${server.port}`)
})

test('an allowed request does start a connection, which the test above would see', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  const attempts: string[] = []
  const watch = (message: unknown) =>
    (message as { socket: Socket }).socket.on('connectionAttempt', (ip) => attempts.push(ip))
  subscribe('net.client.socket', watch)
  await using gateway = localGateway({ hosts: ['api.example.com'], lookup: tableLookup })
  await gateway.client(call()).http.get(`http://api.example.com:${server.port}/`)
  unsubscribe('net.client.socket', watch)
  expect(attempts).toContain('127.0.0.1')
})

test('no packet of a refused request reaches a listening private address', async () => {
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const hosts = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '[::ffff:127.0.0.1]',
    'localhost',
    'mixed.example.com',
  ]
  await using gateway = localGateway({
    hosts: ['127.0.0.1', '[::ffff:7f00:1]', 'localhost', 'mixed.example.com'],
    egress: { allow: [] },
    lookup: tableLookup,
  })
  for (const host of hosts) {
    await expect(gateway.client(call()).http.get(`http://${host}:${port}/`)).rejects.toMatchObject({
      code: 'REV_NETWORK_FORBIDDEN',
    })
  }
  server.close()
  expect(connections).toBe(0)
})

test.each([
  [['127.0.0.1'], '127.0.0.1', true],
  [['127.0.0.1/32'], '::ffff:127.0.0.1', true],
  [['127.0.0.1/32'], '127.0.0.2', false],
  [['10.0.0.0/8'], '10.9.8.7', true],
  [['10.0.0.0/8'], '11.9.8.7', true],
  [['10.0.0.0/8'], '172.16.0.1', false],
  [['fd00::/8'], 'fd12::1', true],
  [['fd00::/8'], 'fe80::1', false],
  [['64:ff9b::/96'], '64:ff9b::808:808', true],
  [['169.254.0.0/16'], '169.254.169.254', false],
  [['0.0.0.0/0'], '169.254.169.254', false],
  [['169.254.169.254'], '169.254.169.254', true],
  [['crm.internal'], '10.0.0.5', true],
  [[], '8.8.8.8', true],
  [[], '2606:4700::1111', true],
  [[], '172.32.0.1', true],
  [[], '100.128.0.1', true],
])('with %j open, %s may be reached: %s', (allow, address, isAllowed) => {
  let problem = ''
  try {
    egressRules({ allow }).checkAddresses('crm.internal', [address])
  } catch (error) {
    problem = (error as Error).message
  }
  const refusal = `Failed to connect to crm.internal: its address ${address} is not a public address.`
  expect(problem).toBe(isAllowed ? '' : refusal)
})

test('a port outside the allowed ones is refused', async () => {
  await using gateway = localGateway({ egress: { allow: ['127.0.0.1'], ports: [443] } })
  const { http } = gateway.client(call())
  await expect(http.get('http://127.0.0.1:8080/')).rejects.toMatchObject({
    code: 'REV_NETWORK_FORBIDDEN',
  })
})

test.each(['10.0.0.0/33', '10.0.0.0/x', 'fd00::/129', 'a b', 'http://x', '10.0.0.0/'])(
  'the entry %j of an egress policy is refused as configuration',
  (entry) => {
    expect(() => egressRules({ allow: [entry] })).toThrow(/Failed to read/)
  },
)

test.each([
  ['10.0.0.1', true],
  ['10.0.0.0/8', true],
  ['::1', true],
  ['crm.internal', false],
  ['*.internal', false],
])('%s is an address range: %s', (entry, expected) => {
  expect(isAddressRange(entry)).toBe(expected)
})

test.each([
  ['api.example.com', 'https://api.example.com/', true],
  ['api.example.com', 'https://API.EXAMPLE.COM/', true],
  ['api.example.com', 'https://api.example.com.evil.example.org/', false],
  ['api.example.com', 'https://evil-api.example.com/', false],
  ['api.example.com', 'https://example.com/', false],
  ['*.example.com', 'https://a.example.com/', true],
  ['*.example.com', 'https://a.b.example.com/', true],
  ['*.example.com', 'https://example.com/', false],
  ['*.example.com', 'https://evilexample.com/', false],
  ['api.example.com:8443', 'https://api.example.com:8443/', true],
  ['api.example.com:8443', 'https://api.example.com/', false],
  ['api.example.com:443', 'https://api.example.com/', true],
  ['bücher.example.com', 'https://xn--bcher-kva.example.com/', true],
])('declared %s covers %s: %s', async (host, url, isCovered) => {
  await using gateway = localGateway({ hosts: [host], lookup: unknownToAll, random: () => 0 })
  const error: unknown = await gateway
    .client(call())
    .http.get(url)
    .catch((thrown: unknown) => thrown)
  expect((error as { code: string }).code).toBe(
    isCovered ? 'REV_NETWORK_UNREACHABLE' : 'REV_NETWORK_FORBIDDEN',
  )
})
