import { createHash } from 'node:crypto'

/** `sha256-…` of a manifest file, in base64. */
export function manifestHash(bytes: Uint8Array): string {
  return `sha256-${createHash('sha256').update(bytes).digest('base64')}`
}
