import type { ConnectorKind } from '../connector-package.ts'

/** How far a connector is trusted, computed from its conformance results. */
export type IndexTier = 'none' | 'bronze' | 'silver' | 'gold'

/** One version of a known connector. */
export interface IndexedVersion {
  /** `sha512-…` of the tarball. */
  readonly integrity: string
  /** `sha256-…` of the manifest file. */
  readonly manifest: string
  readonly apiVersion: number
  readonly tier: IndexTier
  /** When its conformance was last run, ISO 8601. */
  readonly testedAt: string
  /** What a user has to change when coming from a version before. */
  readonly breaking?: readonly string[]
  /** Why another version is better. */
  readonly deprecated?: string
  /** Why it must not be installed. */
  readonly yanked?: string
}

/** A known connector. */
export interface IndexedConnector {
  readonly kind: ConnectorKind
  readonly id: string
  readonly title: string
  readonly vendor: string
  readonly description?: string
  readonly repository?: string
  readonly versions: Readonly<Record<string, IndexedVersion>>
}

/** The index of known connectors: what is signed. */
export interface RegistryIndex {
  readonly formatVersion: 1
  /** Grows by one with every index; a lower one than was seen before is an old index passed off as new. */
  readonly sequence: number
  /** ISO 8601. */
  readonly issuedAt: string
  /** After that nobody vouches for it: a yanked version may be missing. */
  readonly expiresAt: string
  readonly connectors: Readonly<Record<string, IndexedConnector>>
}

/** The file: the index with its signatures. */
export interface SignedIndex {
  readonly signed: RegistryIndex
  readonly signatures: readonly { readonly keyId: string; readonly signature: string }[]
}
