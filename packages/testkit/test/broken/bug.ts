import type { Advisory, AnyConnector, DestinationConformance } from '../../src/index.ts'
import type { AcmeModule, AcmeParts, FilePatches } from './acme-package.ts'

/** One bug in an otherwise good connector. */
export interface Bug {
  /** What it does, as in "a connector that …". */
  readonly name: string
  /** The check that is meant to catch it. */
  readonly caughtBy: string
  /** Parts of the connector that are replaced. */
  readonly parts?: (good: AcmeParts) => AcmeParts
  /** Changes the finished definition. */
  readonly definition?: (good: AnyConnector, acme: AcmeModule) => AnyConnector
  /** Changes how it is tried. */
  readonly conformance?: (good: DestinationConformance) => DestinationConformance
  /** Changes files of its package: before or after it was built. */
  readonly files?: { readonly before?: FilePatches; readonly after?: FilePatches }
  /** What is known of the release before. */
  readonly published?: { readonly version: string }
  /** What is known of what it depends on. */
  readonly advisories?: readonly Advisory[]
}
