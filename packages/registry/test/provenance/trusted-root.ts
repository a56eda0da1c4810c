import { createHash } from 'node:crypto'

/** The parties whose signatures make a bundle good. */
export interface TrustedParties {
  readonly authority: { readonly rootCertificate: ArrayBufferView }
  readonly certificateLog: { readonly publicKey: Buffer }
  readonly log: { readonly publicKey: Buffer }
}

const validFor = { start: '2020-01-01T00:00:00Z' }

/**
 * The file by which a client of sigstore knows whom to trust.
 * @see https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_trustroot.proto
 */
export function trustedRoot({ authority, certificateLog, log }: TrustedParties): string {
  const { buffer, byteOffset, byteLength } = authority.rootCertificate
  const certificate = Buffer.from(buffer, byteOffset, byteLength).toString('base64')
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    certificateAuthorities: [
      {
        subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
        uri: 'https://fulcio.invalid',
        certChain: { certificates: [{ rawBytes: certificate }] },
        validFor,
      },
    ],
    ctlogs: [trustedLog('https://ctlog.invalid', certificateLog.publicKey)],
    tlogs: [trustedLog('https://rekor.invalid', log.publicKey)],
    timestampAuthorities: [],
  })
}

const trustedLog = (baseUrl: string, publicKey: Buffer) => ({
  baseUrl,
  hashAlgorithm: 'SHA2_256',
  logId: { keyId: createHash('sha256').update(publicKey).digest('base64') },
  publicKey: {
    rawBytes: publicKey.toString('base64'),
    keyDetails: 'PKIX_ECDSA_P256_SHA_256',
    validFor,
  },
})
