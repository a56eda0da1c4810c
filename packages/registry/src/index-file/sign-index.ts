import { sign, type KeyObject } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'
import { keyIdOf } from './index-key.ts'
import type { RegistryIndex, SignedIndex } from './registry-index.ts'

/** Signs an index with a private ed25519 key. */
export function signIndex(signed: RegistryIndex, key: KeyObject): SignedIndex {
  const signature = sign(null, Buffer.from(canonicalJson(signed)), key).toString('base64')
  return { signed, signatures: [{ keyId: keyIdOf(key), signature }] }
}
