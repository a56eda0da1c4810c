import type { Manifest } from '@revetl/sdk'
import type { ConnectorKind } from '../connector-package.ts'
import type { IndexedVersion } from '../index-file/registry-index.ts'

/** A published version of a connector, as it is before anything of it is installed. */
export interface Candidate {
  readonly name: string
  readonly version: string
  readonly kind: ConnectorKind
  readonly id: string
  readonly manifest: Manifest
  /** `sha512-…` of the tarball as it came. */
  readonly integrity: string
  /** `sha256-…` of the files in it. */
  readonly code: string
  /** `sha256-…` of the manifest in it. */
  readonly manifestHash: string
  readonly publisher: string | undefined
  /** ISO 8601; undefined where the registry does not tell. */
  readonly publishedAt: string | undefined
  readonly hasProvenance: boolean
  /** What its author says against it. */
  readonly deprecated: string | undefined
  /** Scripts that npm would run on installation; rev does not let them. */
  readonly installScripts: readonly string[]
  /** The program that runs it, for a connector in another language. */
  readonly command: readonly string[] | undefined
  /** Whether the index knows the package. */
  readonly isIndexed: boolean
  /** What the index says of this version. */
  readonly indexed: IndexedVersion | undefined
}
