import { createSign, randomInt, generateKeyPairSync, type KeyObject } from 'node:crypto'

/** What a test certificate says. */
export interface CertificateOptions {
  readonly hosts: readonly string[]
  readonly notBefore?: Date
  readonly notAfter?: Date
  /** Signed by this one; by itself unless given. */
  readonly issuer?: TestCertificate
}

/** A certificate with its key, made for one test. */
export interface TestCertificate {
  readonly cert: string
  readonly key: string
  readonly name: string
  readonly privateKey: KeyObject
}

const day = 86_400_000

/** Makes a certificate, so that no key has to live in the repository. */
export function testCertificate(name: string, options: CertificateOptions): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issuer = options.issuer
  const validity = sequence(
    utcTime(options.notBefore ?? new Date(Date.now() - day)),
    utcTime(options.notAfter ?? new Date(Date.now() + day)),
  )
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(randomInt(2 ** 24, 2 ** 31 - 1)),
    algorithm,
    distinguishedName(issuer?.name ?? name),
    validity,
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(basicConstraints(options.hosts.length === 0), altNames(options.hosts))),
  )
  const signature = createSign('sha256')
    .update(body)
    .sign(issuer?.privateKey ?? privateKey)
  const der = sequence(body, algorithm, tagged(0x03, Buffer.from([0]), signature))
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    name,
    privateKey,
  }
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const length =
    body.length < 128
      ? Buffer.from([body.length])
      : body.length < 256
        ? Buffer.from([0x81, body.length])
        : Buffer.from([0x82, body.length >> 8, body.length & 255])
  return Buffer.concat([Buffer.from([tag]), length, body])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts)
}

function integer(value: number): Buffer {
  // Below 2^31, so that neither padding nor a sign has to be thought of.
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return tagged(0x02, value < 128 ? bytes.subarray(3) : bytes)
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'))
}

// ecdsa-with-SHA256
const algorithm = sequence(oid('2a8648ce3d040302'))

function distinguishedName(name: string): Buffer {
  return sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from(name)))))
}

function utcTime(date: Date): Buffer {
  const text = date.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)
  return tagged(0x17, Buffer.from(`${text}Z`))
}

function basicConstraints(isAuthority: boolean): Buffer {
  const value = sequence(...(isAuthority ? [tagged(0x01, Buffer.from([0xff]))] : []))
  return sequence(oid('551d13'), tagged(0x04, value))
}

function altNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    /^[\d.]+$/.test(host)
      ? tagged(0x87, Buffer.from(host.split('.').map(Number)))
      : tagged(0x82, Buffer.from(host)),
  )
  const value = sequence(
    ...(names.length === 0 ? [tagged(0x82, Buffer.from('ca.invalid'))] : names),
  )
  return sequence(oid('551d11'), tagged(0x04, value))
}
