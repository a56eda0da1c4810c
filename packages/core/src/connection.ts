import type { FilePlace } from '@revetl/sdk'
import type { ChildLimitOptions } from './child-limits.ts'
import type { InstalledConnector } from './connector.ts'

/** Where a connector can run: in the process of rev, or in a child of it. */
export const runsIn = ['in-process', 'child'] as const

/** One of the places. */
export type RunIn = (typeof runsIn)[number]

/** A configured source or destination. */
export interface Connection {
  readonly name: string
  readonly kind: 'source' | 'destination'
  readonly connector: InstalledConnector
  /** As the file has it, secret references resolved; the connector's schema checks it when it is opened. */
  readonly config: Readonly<Record<string, unknown>>
  /** Which process runs the connector; absent for the default: a child for what is installed. */
  readonly runIn?: RunIn
  /** What a child of this connection may take, where rev.yaml says so. */
  readonly childLimits?: ChildLimitOptions
  /** Values to mask wherever text leaves the process. */
  readonly secrets: readonly string[]
  readonly place: FilePlace
}
