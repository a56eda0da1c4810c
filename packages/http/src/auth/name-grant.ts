import { createHash } from 'node:crypto'

/** A short name of a configured grant, of which nothing can be read back. */
export function nameGrant(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)
}
