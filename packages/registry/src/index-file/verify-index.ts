import { verify, type KeyObject } from 'node:crypto'
import { RevError } from '@revetl/sdk'
import { isJsonObject } from '../json-file.ts'
import { canonicalJson } from './canonical-json.ts'
import { keyIdOf } from './index-key.ts'
import type { SequencesSeen } from '../lock-file.ts'
import type { RegistryIndex, SignedIndex } from './registry-index.ts'

/** What an index is held against. */
export interface IndexTrust {
  readonly keys: readonly KeyObject[]
  /** The highest sequence seen so far, by key. */
  readonly sequencesSeen: SequencesSeen
  /** Milliseconds since 1970. */
  readonly nowMs: number
}

/** An index that is as it was signed. */
export interface VerifiedIndex {
  readonly index: RegistryIndex
  /** Whether its time is over: what it says still holds, what it does not say may be missing. */
  readonly isExpired: boolean
  /** What a project has to remember of it. */
  readonly seen: SequencesSeen
}

/**
 * Takes an index only when a trusted key signed it and it is not older than one seen before.
 * @throws `REV_INDEX_INVALID`
 */
export function verifyIndex(
  file: unknown,
  { keys, sequencesSeen, nowMs }: IndexTrust,
): VerifiedIndex {
  if (!isSignedIndex(file)) throw invalid('it is not what a registry index looks like')
  const bytes = Buffer.from(canonicalJson(file.signed))
  const signature = file.signatures.find((one) => {
    const key = keys.find((known) => keyIdOf(known) === one.keyId)
    return key !== undefined && verify(null, bytes, key, Buffer.from(one.signature, 'base64'))
  })
  if (signature === undefined) throw invalid('no trusted key has signed it as it is')
  const { signed: index } = file
  const before = sequencesSeen[signature.keyId] ?? 0
  if (index.sequence < before) {
    throw invalid(
      `its sequence is ${index.sequence}, and ${before} was seen before: it is an old one`,
    )
  }
  return {
    index,
    isExpired: nowMs > Date.parse(index.expiresAt),
    seen: { [signature.keyId]: index.sequence },
  }
}

function isSignedIndex(file: unknown): file is SignedIndex {
  if (!isJsonObject(file) || !isJsonObject(file['signed'])) return false
  const { formatVersion, sequence, issuedAt, expiresAt, connectors } = file['signed']
  const { signatures } = file
  return (
    formatVersion === 1 &&
    Number.isSafeInteger(sequence) &&
    [issuedAt, expiresAt].every(
      (time) => typeof time === 'string' && !Number.isNaN(Date.parse(time)),
    ) &&
    isJsonObject(connectors) &&
    Array.isArray(signatures) &&
    signatures.every(
      (one) =>
        isJsonObject(one) &&
        typeof one['keyId'] === 'string' &&
        typeof one['signature'] === 'string',
    )
  )
}

function invalid(why: string): RevError {
  return new RevError('REV_INDEX_INVALID', `Failed to take the registry index: ${why}.`, {
    hint: 'Update rev, which brings the index; if you gave one with --index, ask whoever made it.',
  })
}
