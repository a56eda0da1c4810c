import { createHash } from 'node:crypto'

/** What a client proposes to the log: `dsse` 0.0.1. */
export interface ProposedEntry {
  readonly spec: {
    readonly proposedContent: { readonly envelope: string; readonly verifiers: readonly string[] }
  }
}

/**
 * The entry that the log makes of it: digests in place of the envelope.
 * @see https://github.com/sigstore/rekor/blob/main/pkg/types/dsse/v0.0.1/dsse_v0_0_1_schema.json
 */
export function loggedEnvelope({ spec }: ProposedEntry): object {
  const { envelope, verifiers } = spec.proposedContent
  const { payload, signatures } = JSON.parse(envelope) as {
    readonly payload: string
    readonly signatures: readonly { readonly sig: string }[]
  }
  return {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      envelopeHash: sha256(Buffer.from(envelope)),
      payloadHash: sha256(Buffer.from(payload, 'base64')),
      signatures: signatures.map(({ sig }, index) => ({
        signature: sig,
        verifier: verifiers[index],
      })),
    },
  }
}

const sha256 = (bytes: Buffer) => ({
  algorithm: 'sha256',
  value: createHash('sha256').update(bytes).digest('hex'),
})
