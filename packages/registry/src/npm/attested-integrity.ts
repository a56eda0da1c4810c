import { isJsonObject, parseJsonObject } from '../json-file.ts'

/** What a bundle of sigstore signs, as far as it is read here. */
interface Attestation {
  readonly bundle?: { readonly dsseEnvelope?: { readonly payload?: unknown } }
}

/** A statement of in-toto, as far as it is read here. */
interface Statement {
  readonly predicateType?: unknown
  readonly subject?: readonly { readonly digest?: { readonly sha512?: unknown } }[]
}

/**
 * The tarball that a statement of provenance is about, among the attestations of a package that npm has verified.
 * npm counts any attestation: one that says only who published, and an empty list of them.
 * https://github.com/npm/cli/blob/latest/lib/utils/verify-signatures.js (read 2026-11-28)
 * @returns its integrity, `sha512-…`; undefined where none of them is a statement of provenance.
 */
export function attestedIntegrity(attestations: unknown): string | undefined {
  if (!Array.isArray(attestations)) return undefined
  const provenance = attestations
    .map(toStatement)
    .find(({ predicateType }) => String(predicateType).startsWith('https://slsa.dev/provenance/'))
  // npm holds the first subject against the registry, and no other.
  const digest = provenance?.subject?.[0]?.digest?.sha512
  if (typeof digest !== 'string') return undefined
  return `sha512-${Buffer.from(digest, 'hex').toString('base64')}`
}

/** What was signed, and not what the registry says about it. */
function toStatement(attestation: unknown): Statement {
  if (!isJsonObject(attestation)) return {}
  const payload = String((attestation as Attestation).bundle?.dsseEnvelope?.payload)
  return parseJsonObject(Buffer.from(payload, 'base64').toString()) ?? {}
}
