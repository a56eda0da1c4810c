import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { integrityOf, type Release } from './release.ts'

/** A key of a registry, as it publishes it, and its signatures. */
export interface RegistryKey {
  readonly published: object
  readonly sign: (release: Release) => { readonly keyid: string; readonly sig: string }
}

/**
 * The key by which a registry says that a tarball is the one that it was given.
 * @see https://docs.npmjs.com/about-registry-signatures
 */
export function createRegistryKey(): RegistryKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = publicKey.export({ type: 'spki', format: 'der' })
  const keyid = `SHA256:${createHash('sha256').update(key).digest('base64')}`
  const scheme = 'ecdsa-sha2-nistp256'
  return {
    published: { keyid, keytype: scheme, scheme, key: key.toString('base64'), expires: null },
    sign: (release) => {
      const message = `${release.name}@${release.version}:${integrityOf(release)}`
      return { keyid, sig: sign('sha256', Buffer.from(message), privateKey).toString('base64') }
    },
  }
}
